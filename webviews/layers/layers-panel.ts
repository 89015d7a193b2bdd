/** What each layer adds to log q(x): the waterfall, the gains, the log-dets over the steps, and one layer in detail. */
import { html, nothing } from 'lit';
import { type Examined, examine, meaninglessBecause } from '../../daemon/statistics/findings/findings.ts';
import { isFigureOf } from '../../protocol/figures/define-figure.ts';
import { layersFigure } from '../../protocol/figures/layers.ts';
import type { PanelSnapshot } from '../../protocol/panel/panel-messages.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { isAtRest } from '../../protocol/run-actions.ts';
import { failureText } from '../bridge/panel-failure.ts';
import type { Waterfall } from '../charts/bars/waterfall.ts';
import { svgText } from '../charts/base/picture.ts';
import { answered } from '../components/base/answered.ts';
import { CheckpointPanel, type Subject } from '../components/base/checkpoint-panel.ts';
import { memo } from '../components/base/memo.ts';
import { Resource } from '../components/base/resource.ts';
import { panelStyles } from '../components/panel-styles.ts';
import './detail/coupling-view.ts';
import { ElboContent } from './elbo/elbo-content.ts';
import { findingStyles } from './findings/finding-styles.ts';
import { verdictView } from './findings/findings-view.ts';
import { drawnHistory, historyView } from './history-view.ts';
import './detail/layer-detail.ts';
import {
  type Comparison,
  type Coupling,
  type Detail,
  fetchComparison,
  fetchCoupling,
  fetchDetail,
  fetchHistory,
  fetchSummary,
  type History,
  type LayersResult,
  type LayerTerm,
} from './layers-data.ts';
import { historyTable, layersTable } from './layers-export.ts';
import { layersFigures } from './layers-figures.ts';
import { strings } from './strings.ts';
import { ledgerView } from './sum/ledger-view.ts';
import { sumStyles, sumView } from './sum/sum-view.ts';
import { whyText } from './waterfall/waterfall-help.ts';
import { gainRows, waterfallRows } from './waterfall/waterfall-rows.ts';
import { sumLine, sumLineStyles, waterfallView } from './waterfall/waterfall-view.ts';
import { type FoundWorth, fetchWorth, type Worth } from './worth/worth-data.ts';
import { worthView } from './worth/worth-view.ts';

export class LayersPanel extends CheckpointPanel {
  static override styles = [panelStyles, sumStyles, findingStyles, sumLineStyles];
  protected override readonly shownLater = strings.shownLater;
  readonly #summary = new Resource<LayersResult>(this);
  readonly #comparison = new Resource<Comparison | null>(this);
  readonly #worth = new Resource<FoundWorth | null>(this);
  readonly #history = new Resource<History>(this);
  readonly #detail = new Resource<Detail | null>(this);
  readonly #coupling = new Resource<Coupling>(this);
  /** Of a model without layers. */
  readonly #elbo = new ElboContent(this);
  /** The last layer selected by the cursor: each cursor position selects only once. */
  #followed: string | null = null;

  protected override get busy(): boolean {
    return this.#summary.loading || this.#elbo.busy;
  }

  protected override forget(): void {
    const all = [this.#summary, this.#comparison, this.#worth, this.#history, this.#detail, this.#coupling];
    for (const resource of all) resource.forget();
    this.#elbo.forget();
  }

  protected override askFor(subject: Subject, { cursorLayer }: PanelSnapshot): void {
    if (!isFigureOf(layersFigure, this.run!)) {
      this.#elbo.ask(this.host, subject, this.kept('dimension', -1), this.#rests);
      return;
    }
    const { run, checkpoint, key, following } = subject;
    this.#summary.load(key, (signal) => fetchSummary(this.host, run, checkpoint, signal), following);
    const summary = this.#summary.value;
    if (summary !== null && !this.#summary.loading) {
      const compare = (signal: AbortSignal) => fetchComparison(this.host, run, summary.checkpoint, signal);
      this.#comparison.load(key, compare, following);
      // It takes longest, so it comes last, and a run that trains would never be done with it.
      if (!this.#comparison.loading) {
        const fetch = (signal: AbortSignal) => fetchWorth(this.host, run, summary.checkpoint, signal);
        this.#worth.load(following === null || this.#rests ? key : null, fetch);
      }
    }
    const newest = this.run!.checkpoints.at(-1)!.step;
    this.#history.load(`${run} ${newest}`, (signal) => fetchHistory(this.host, run, signal), run);
    if (cursorLayer !== this.#followed && this.#summary.value !== null) {
      this.#followed = cursorLayer;
      this.#selectPath(cursorLayer);
    }
    const layer = this.#selected?.index ?? null;
    this.#detail.load(
      layer === null ? null : `${key} ${layer}`,
      (signal) => fetchDetail(this.host, run, checkpoint, layer!, signal),
      following && `${following} ${layer}`,
    );
    const row = this.#row;
    this.#coupling.load(
      layer === null || this.#selected?.coupling !== true ? null : `${key} ${layer} ${row}`,
      (signal) => fetchCoupling(this.host, run, checkpoint, { layer: layer!, row }, signal),
      following && `${following} ${layer} ${row}`,
    );
  }

  /** The held-out row at which a coupling is shown. */
  get #row(): number {
    return Math.max(0, this.kept('row', 0));
  }

  /** Whether the newest checkpoint stays the newest. */
  get #rests(): boolean {
    return isAtRest(this.run!) || this.run!.status === 'paused';
  }

  /** A layer of the flow; steps that prepare the data have no distributions. */
  get #selected(): LayerTerm | null {
    const index = this.kept('layer', -1);
    return this.#summary.value?.layers.find((term) => term.index === index && index >= 0) ?? null;
  }

  /** Selects the first repetition of the layer, unless another of its repetitions is selected. */
  #selectPath(path: string | null): void {
    if (path === null || this.#selected?.path === path) return;
    const found = this.#summary.value?.layers.find((term) => term.path === path && term.index >= 0);
    if (found !== undefined) this.set('layer', found.index);
  }

  protected override content(run: RunInfo) {
    return isFigureOf(layersFigure, run) ? this.#layers() : this.#elboView(run);
  }

  #elboView({ id }: RunInfo) {
    return this.#elbo.view(this.kept('dimension', -1), {
      choose: (dimension) => this.set('dimension', dimension),
      save: (name, text) => this.host.save(`${id}-${name}`, text),
      picture: (name) => this.#savePicture(`${id}-${name}`),
    });
  }

  #layers() {
    return html`
      ${answered(this.#summary, { waiting: strings.inspecting, failed: strings.inspectionFailed }, (result) => {
        const examined = this.#examine(result);
        return html`${verdictView(examined, this.#acts)} ${layersFigures(result, examined.findings)}
          ${this.#sum(result, examined)} ${ledgerView(result)} ${this.#waterfall(result)} ${this.#worthView(result)}
          ${this.#detailView(result)}`;
      })}
      ${answered(this.#history, { waiting: strings.readingHistory, failed: strings.historyFailed }, (history) =>
        this.#historyView(history),
      )}
    `;
  }

  readonly #acts = {
    choose: (layer: number) => this.#choose(layer),
    showBest: () => this.host.show({ ...this.snapshot!.subject, checkpoint: 'best' }),
  };

  /** Of the checkpoint that is shown; null while it is computed. */
  get #compared(): Comparison | null {
    const { value } = this.#comparison;
    return value?.checkpoint === this.#summary.value?.checkpoint ? value : null;
  }

  #examine(result: LayersResult): Examined {
    const compared = this.#compared;
    return examine({
      ...result,
      ...(compared === null ? {} : { training: compared.training, generalizationGap: compared.gap }),
      comparing: compared === null && this.#comparison.loading,
      run: this.run,
    });
  }

  #sum(result: LayersResult, { findings }: Examined) {
    const { training = null, gap = null } = this.#compared ?? {};
    const { error, loading } = this.#comparison;
    // While a run trains, its newest checkpoint may be gone before it is compared. Its error is not shown: the next one is compared.
    const problem = error === null || !isAtRest(this.run!) ? null : failureText(error);
    const meaningless = meaninglessBecause(findings);
    return sumView(result, { training, gap, meaningless, isComparing: loading && training === null, problem });
  }

  readonly #rows = memo(waterfallRows);
  readonly #gains = memo(gainRows);

  #waterfall(result: LayersResult) {
    const isGains = result.lastTerm !== undefined && this.kept('waterfall', 'log-dets') === 'gains';
    const view = isGains ? 'gains' : 'log-dets';
    const rows = isGains ? this.#gains(result, this.#compared?.training ?? null) : this.#rows(result);
    return html`<section>
      ${waterfallView(rows, view, this.#selected, {
        show: (value) => this.set('waterfall', value),
        choose: (layer) => this.#choose(layer),
        save: (kind) => this.#export(kind, result),
      })}
      ${sumLine(result)} ${this.help(strings.why, whyText(result), 'inspect-layers')}
    </section>`;
  }

  /** Of the checkpoint that is shown; null while it is computed. */
  get #known(): Worth | null {
    const { value } = this.#worth;
    return value?.checkpoint === this.#summary.value?.checkpoint ? (value?.worth ?? null) : null;
  }

  #worthView(result: LayersResult) {
    const worth = this.#known;
    const { error, loading } = this.#worth;
    const isLive = !this.#rests && typeof this.snapshot!.subject.checkpoint !== 'number';
    const isWaiting = loading || this.#comparison.loading;
    const state = worth !== null ? 'known' : isLive ? 'live' : isWaiting ? 'computing' : 'unknown';
    return worthView(result, { worth, state, error }, this.#selected?.index ?? -1, (index) => this.#choose(index));
  }

  #choose(index: number): void {
    const term = this.#summary.value?.layers.find((layer) => layer.index === index);
    if (term === undefined || index < 0) return;
    this.#followed = term.path;
    this.set('layer', index);
    this.host.reveal(term.path);
  }

  #detailView({ layers, gaussianNll }: LayersResult) {
    const term = this.#selected;
    if (term === null) {
      return html`<div class="muted">${strings.noLayerSelected}</div>`;
    }
    const { value, error } = this.#detail;
    return html`<fs-layer-detail
      .term=${term}
      .worth=${this.#known?.layers.find(({ index }) => index === term.index) ?? null}
      .trainingGain=${this.#compared?.training.layers.find(({ index }) => index === term.index)?.gain ?? null}
      .previous=${layers[layers.indexOf(term) - 1]?.cutNll ?? gaussianNll}
      .detail=${value?.index === term.index ? value : null}
      .problem=${error === null ? '' : failureText(error)}
      >${term.coupling === true ? this.#couplingView(term.index) : nothing}</fs-layer-detail
    >`;
  }

  #couplingView(layer: number) {
    const { value, error } = this.#coupling;
    return html`<fs-coupling
      .coupling=${value?.layer.index === layer ? value : null}
      .row=${this.#row}
      .problem=${error === null ? '' : failureText(error)}
      @row=${(event: CustomEvent<number>) => this.set('row', event.detail)}
    ></fs-coupling>`;
  }

  readonly #drawnHistory = memo(drawnHistory);

  #historyView(history: History) {
    const drawn = this.#drawnHistory(history, this.#summary.value);
    return historyView(drawn, this.#selected, {
      save: () => this.host.save(`${this.run!.id}-layers-over-steps.csv`, historyTable(history, drawn.terms)),
      choose: (index) => this.#choose(index),
    });
  }

  #export(kind: string, result: LayersResult): void {
    const name = `${this.run!.id}-step-${result.checkpoint}-layers`;
    if (kind === 'CSV')
      this.host.save(`${name}.csv`, layersTable(result, this.#compared?.training ?? null, this.#known));
    else this.#savePicture(`${name}.svg`);
  }

  #savePicture(name: string): void {
    const chart = this.renderRoot.querySelector<Waterfall>('fs-waterfall')!;
    this.host.save(name, svgText(chart.picture!, getComputedStyle(document.body).backgroundColor));
  }
}
