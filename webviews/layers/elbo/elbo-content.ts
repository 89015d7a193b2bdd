/** The Layers panel of a model that has no layers but a bound: it holds what was requested, and draws it. */
import { html } from 'lit';
import { failureText } from '../../bridge/panel-failure.ts';
import type { PanelHost } from '../../bridge/panel-host.ts';
import { answered } from '../../components/base/answered.ts';
import type { Subject } from '../../components/base/checkpoint-panel.ts';
import type { PanelElement } from '../../components/base/panel-element.ts';
import { Resource } from '../../components/base/resource.ts';
import { helpView } from '../../components/help.ts';
import { strings } from '../strings.ts';
import { type Centers, type ElboResult, type FoundBound, fetchBound, fetchCenters, fetchElbo } from './elbo-data.ts';
import { elboTable } from './elbo-rows.ts';
import { dimensionView, elboFigures, elboWaterfall } from './elbo-view.ts';

export class ElboContent {
  readonly #result: Resource<ElboResult>;
  readonly #bound: Resource<FoundBound | null>;
  readonly #centers: Resource<Centers | null>;

  constructor(panel: PanelElement) {
    this.#result = new Resource<ElboResult>(panel);
    this.#bound = new Resource<FoundBound | null>(panel);
    this.#centers = new Resource<Centers | null>(panel);
  }

  get busy(): boolean {
    return this.#result.loading;
  }

  forget(): void {
    for (const resource of [this.#result, this.#bound, this.#centers]) resource.forget();
  }

  /** @param dimension that is selected; −1: none @param rests whether the newest checkpoint stays the newest */
  ask(host: PanelHost, { run, checkpoint, key, following }: Subject, dimension: number, rests: boolean): void {
    this.#result.load(key, (signal) => fetchElbo(host, run, checkpoint, signal), following);
    const result = this.#result.value;
    if (result !== null && !this.#result.loading) {
      const fetch = (signal: AbortSignal) => fetchBound(host, run, result.checkpoint, signal);
      // It takes longest, so it comes last, and a run that trains would never be done with it.
      this.#bound.load(following === null || rests ? key : null, fetch);
    }
    this.#centers.load(
      dimension < 0 ? null : `${key} ${dimension}`,
      (signal) => fetchCenters(host, run, checkpoint, dimension, signal),
      following && `${following} ${dimension}`,
    );
  }

  /** @param acts `save`: a file with this name, or the picture as SVG @param dimension that is selected; −1: none */
  view(
    dimension: number,
    {
      choose,
      save,
      picture,
    }: {
      choose(dimension: number): void;
      save(name: string, text: string): void;
      picture(name: string): void;
    },
  ) {
    return answered(this.#result, { waiting: strings.inspectingElbo, failed: strings.elboFailed }, (result) => {
      const { value, error } = this.#bound;
      const bound = value?.checkpoint === result.checkpoint ? value.bound : null;
      const problem = error === null ? '' : failureText(error);
      const selected = result.dimensions.find(({ index }) => index === dimension) ?? null;
      const name = `step-${result.checkpoint}-elbo`;
      const exported = (kind: string) =>
        kind === 'CSV' ? save(`${name}.csv`, elboTable(result, bound)) : picture(`${name}.svg`);
      return html`${elboFigures(result, bound)}
        ${elboWaterfall(result, { bound, selected: selected?.index ?? -1, problem }, { choose, save: exported })}
        ${helpView(strings.whyElbo, strings.whyElboText)} ${dimensionView(selected, this.#centers.value)}`;
    });
  }
}
