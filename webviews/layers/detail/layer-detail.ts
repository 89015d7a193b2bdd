/** One layer: its input and output, scales and shifts, and round-trip error. */
import { css, html, LitElement, nothing } from 'lit';
import { formatCount, formatError, formatNats, formatNumber } from '../../../daemon/format/numbers.ts';
import { inverseError } from '../../../daemon/statistics/findings/layer-findings.ts';
import { isConstant } from '../../../daemon/statistics/histograms.ts';
import type { ArrayValues } from '../../../protocol/array-values.ts';
import '../../charts/plane/scatter.ts';
import { type Figure, figures } from '../../components/figures.ts';
import { panelStyles } from '../../components/panel-styles.ts';
import { strings as shared } from '../../components/strings.ts';
import type { Detail, LayerTerm, Side } from '../layers-data.ts';
import { strings } from '../strings.ts';
import type { WorthOfLayer } from '../worth/worth-data.ts';
import { layerHistograms } from './layer-histograms.ts';
import { layerMaps, mapStyles } from './layer-maps.ts';
import { momentsStyles, momentsTable } from './moments-table.ts';

export class LayerDetail extends LitElement {
  static override properties = {
    term: { attribute: false },
    worth: { attribute: false },
    previous: { attribute: false },
    trainingGain: { attribute: false },
    detail: { attribute: false },
    problem: {},
    dimension: { state: true },
  };
  declare term: LayerTerm | null;
  /** null: not known. */
  declare worth: WorthOfLayer | null;
  /** NLL of the flow cut before this layer, nats. */
  declare previous: number | null;
  /** Nats; null: not known. */
  declare trainingGain: number | null;
  declare detail: Detail | null;
  declare problem: string;
  declare dimension: number;

  static override styles = [
    panelStyles,
    momentsStyles,
    mapStyles,
    css`
      :host {
        display: block;
        min-height: 0;
        padding: 10px 14px 14px;
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        border-radius: 4px;
      }
      section {
        gap: 10px;
      }
      .sides {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(240px, 100%), 1fr));
        gap: 12px 20px;
      }
      .plane {
        max-width: 380px;
      }
      h3 {
        margin-bottom: 4px;
        color: var(--vscode-descriptionForeground);
      }
      .key {
        display: inline-block;
        width: 14px;
        height: 3px;
        margin-inline-end: 6px;
        vertical-align: middle;
        background: var(--vscode-charts-blue);
      }
      .key.out {
        background: var(--vscode-charts-orange);
      }
    `,
  ];

  constructor() {
    super();
    this.term = null;
    this.worth = null;
    this.previous = null;
    this.trainingGain = null;
    this.detail = null;
    this.problem = '';
    this.dimension = 0;
  }

  override render() {
    const { term, detail } = this;
    if (term === null) return nothing;
    const turn = term.turn.length > 0 ? ` [${term.turn.join()}]` : '';
    return html`<section>
      <div class="row spread">
        <h2>${strings.layer({ index: term.index, type: `${term.type}${turn}` })}</h2>
        <span class="muted" translate="no">${term.path}</span>
      </div>
      ${this.#tiles(term)}
      ${this.problem ? html`<fs-notice heading=${strings.layerFailed} text=${this.problem} quoted></fs-notice>` : nothing}
      ${detail === null ? (this.problem ? nothing : html`<fs-notice heading=${strings.inspectingLayer} busy></fs-notice>`) : this.#detail(detail)}
      <slot></slot>
    </section>`;
  }

  #tiles(term: LayerTerm) {
    const { mean, std, gain, cutNll, roundTripError, outsideBound } = term;
    const nats = (value: number | null) => formatNats(value ?? Number.NaN);
    return figures([
      this.#worthTile(),
      {
        name: strings.meanLogDet,
        value: nats(mean),
        unit: 'nats',
        detail: isConstant(mean ?? Number.NaN, std ?? Number.NaN)
          ? strings.sameInAllRows
          : strings.spreadOverRows({ std: nats(std) }),
        definition: strings.meanLogDetDefinition,
      },
      gain === null
        ? null
        : {
            name: strings.gain,
            value: nats(gain),
            unit: 'nats',
            detail: this.#gainDetail(nats(this.previous), nats(cutNll)),
            definition: strings.gainDefinition,
          },
      roundTripError === null
        ? null
        : {
            name: strings.roundTrip,
            value: formatError(inverseError(term) ?? Number.NaN),
            definition: strings.layerRoundTripDefinition,
          },
      outsideBound === null
        ? null
        : {
            name: strings.outsideBound,
            value: `${formatNumber(100 * outsideBound, 3)} %`,
            definition: strings.outsideBoundDefinition,
          },
    ]);
  }

  #worthTile(): Figure | null {
    const { worth } = this;
    if (worth === null) return null;
    const nats = (value: number | null) => formatNats(value ?? Number.NaN);
    return {
      name: strings.worth,
      ...(worth.affine
        ? { value: strings.affine, definition: strings.affineHelp }
        : {
            value: nats(worth.value),
            unit: 'nats',
            detail: strings.worthDetail({ gain: nats(worth.gain), lost: nats(worth.lost) }),
            definition: strings.worthDefinition,
          }),
    };
  }

  #gainDetail(before: string, after: string): string {
    const { trainingGain: training } = this;
    if (training === null) return strings.gainFromTo({ before, after });
    return strings.gainFromToWithTraining({ before, after, training: formatNats(training) });
  }

  #detail(detail: Detail) {
    const { input, output } = detail;
    if (input.distribution.kind === 'points' && output.distribution.kind === 'points') {
      return html`${this.#planes(detail)} ${momentsTable(detail)}`;
    }
    if (input.shape.length === 3) return layerMaps(detail);
    const choose = (dimension: number) => {
      this.dimension = dimension;
    };
    return html`${layerHistograms(detail, this.dimension, choose)} ${momentsTable(detail)}`;
  }

  #planes({ input, output, rows }: Detail) {
    const shown = { rows: formatCount(rows) };
    const plane = (title: string, label: string, side: Side, color: number) => html`<div class="plane">
      <h3>${title}</h3>
      <fs-scatter
        .sets=${[{ values: (side.distribution as { values: ArrayValues }).values, color, name: strings.row }]}
        .columns=${[0, 1].map((index) => shared.dimensionAt({ index }))}
        label=${label}
      ></fs-scatter>
    </div>`;
    return html`<div class="sides">
      ${plane(strings.input, strings.inputPoints(shown), input, 0)}
      ${plane(strings.output, strings.outputPoints(shown), output, 1)}
    </div>`;
  }
}

customElements.define('fs-layer-detail', LayerDetail);
