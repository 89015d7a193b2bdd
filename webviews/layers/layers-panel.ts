/** What each layer does to log q(x): the waterfall, what it gains, how that came about over the training, and one layer in detail. */
import { css, html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { formatCount, formatError, formatNats } from '../../daemon/cli/terminal/numbers.ts';
import type { PanelSnapshot } from '../../protocol/panel/panel-messages.ts';
import type { CheckpointChoice } from '../../protocol/panel/panel-state.ts';
import { HeatMap } from '../charts/heat-map.ts';
import { svgBytes } from '../charts/picture.ts';
import { Waterfall, type WaterfallRow } from '../charts/waterfall.ts';
import { CheckpointSlider } from '../components/checkpoint-slider.ts';
import { csvBytes } from '../components/csv.ts';
import { ExportMenu } from '../components/export-menu.ts';
import { failureText } from '../components/failure-text.ts';
import { FigureTile } from '../components/figure-tile.ts';
import { memo } from '../components/memo.ts';
import { PanelElement } from '../components/panel-element.ts';
import { PanelNotice } from '../components/panel-notice.ts';
import { panelStyles } from '../components/panel-styles.ts';
import { Resource } from '../components/resource.ts';
import { RunBar } from '../components/run-bar.ts';
import { runNotice } from '../components/run-notice.ts';
import { LayerDetail } from './layer-detail.ts';
import {
  type Detail,
  fetchDetail,
  fetchHistory,
  fetchSummary,
  type History,
  type LayersResult,
  type LayerTerm,
} from './layers-data.ts';

customElements.define('fs-waterfall', Waterfall);
customElements.define('fs-heat-map', HeatMap);
customElements.define('fs-figure', FigureTile);
customElements.define('fs-notice', PanelNotice);
customElements.define('fs-run-bar', RunBar);
customElements.define('fs-checkpoint-slider', CheckpointSlider);
customElements.define('fs-export-menu', ExportMenu);
customElements.define('fs-layer-detail', LayerDetail);

export class LayersPanel extends PanelElement {
  static override styles = [
    panelStyles,
    css`
      .tiles {
        display: flex;
        flex-wrap: wrap;
        gap: 10px 28px;
      }
      .ok {
        color: var(--vscode-charts-green);
      }
      .wrong {
        color: var(--vscode-errorForeground);
      }
      summary {
        cursor: pointer;
      }
      .why {
        max-width: 90ch;
        margin: 6px 0 0;
        color: var(--vscode-descriptionForeground);
      }
      .stale {
        opacity: 0.6;
      }
    `,
  ];
  readonly #summary = new Resource<LayersResult>(this);
  readonly #history = new Resource<History>(this);
  readonly #detail = new Resource<Detail | null>(this);
  #asked = '';
  /** The cursor's layer that was followed last: it selects once, not for ever. */
  #followed: string | null = null;

  protected override follow({ subject, connection, cursorLayer }: PanelSnapshot): void {
    const [run] = subject.runs;
    if (run !== this.#asked) {
      this.#asked = run!;
      for (const resource of [this.#summary, this.#history, this.#detail]) resource.forget();
    }
    if (connection !== 'connected' || this.run === null || run === undefined) return;
    const { checkpoints, best } = this.run;
    if (checkpoints.length === 0) return;
    const choice = subject.checkpoint;
    // What `latest` and `best` stand for changes while a training goes on.
    const at = choice === 'latest' ? checkpoints.at(-1)!.step : choice === 'best' ? `best ${best?.step}` : choice;
    const following = typeof choice === 'number' ? null : `${run} ${choice}`;
    this.#summary.load(`${run} ${at}`, (signal) => fetchSummary(this.host, run, choice, signal), following);
    this.#history.load(`${run} ${checkpoints.at(-1)!.step}`, (signal) => fetchHistory(this.host, run, signal), run);
    if (cursorLayer !== this.#followed) {
      this.#followed = cursorLayer;
      this.#selectPath(cursorLayer);
    }
    const layer = this.#selected;
    const detail = layer === null ? null : `${run} ${at} ${layer.index}`;
    this.#detail.load(
      detail,
      (signal) => fetchDetail(this.host, run, choice, layer!.index, signal),
      following && layer && `${following} ${layer.index}`,
    );
  }

  /** A term of the flow itself; what prepares the data has no distributions of its own. */
  get #selected(): LayerTerm | null {
    const index = this.kept('layer', -1);
    return this.#summary.value?.layers.find((term) => term.index === index && index >= 0) ?? null;
  }

  /** The first turn of a layer that is written once and repeated, unless one of its turns is selected already. */
  #selectPath(path: string | null): void {
    const terms = this.#summary.value?.layers ?? [];
    if (path === null || this.#selected?.path === path) return;
    const found = terms.find((term) => term.path === path && term.index >= 0);
    if (found !== undefined) this.keep('layer', found.index);
  }

  override render() {
    const { snapshot, run } = this;
    const notice = runNotice(snapshot, this.host);
    if (notice !== null || snapshot === null || run === null) {
      return html`${snapshot === null ? nothing : this.#bar(snapshot)} ${notice}`;
    }
    return html`${this.#bar(snapshot)} <main>${this.#content()}</main>`;
  }

  #bar(snapshot: PanelSnapshot) {
    return html`<fs-run-bar
      .snapshot=${snapshot}
      @run=${(event: CustomEvent<string>) => this.host.show({ runs: [event.detail], checkpoint: 'latest' })}
    >
      <fs-checkpoint-slider
        .run=${this.run}
        .choice=${snapshot.subject.checkpoint}
        ?busy=${this.#summary.loading}
        @checkpoint=${(event: CustomEvent<CheckpointChoice>) =>
          this.host.show({ ...snapshot.subject, checkpoint: event.detail })}
      ></fs-checkpoint-slider>
    </fs-run-bar>`;
  }

  #content() {
    const { run } = this;
    const { value, error, loading } = this.#summary;
    if (error !== null) {
      return html`<fs-notice
        heading="The layers cannot be inspected"
        text=${failureText(error)}
        action="Try Again"
        @act=${() => this.#summary.retry()}
      ></fs-notice>`;
    }
    if (run!.checkpoints.length === 0) {
      return html`<fs-notice
        heading="No checkpoint yet"
        text="The layers are shown from the first checkpoint of the training on."
        ?busy=${run!.status === 'running'}
      ></fs-notice>`;
    }
    if (value === null) return html`<fs-notice heading="Inspecting the layers…" busy></fs-notice>`;
    return html`
      <div class=${loading ? 'stale' : ''}>${this.#figures(value)}</div>
      ${this.#waterfall(value)} ${this.#detailView(value)} ${this.#historyView(value)}
    `;
  }

  #figures(result: LayersResult) {
    const { total, base, gaussianNll, n, split, covariance, sumOk, sumError } = result;
    const worst = result.layers.reduce((most, { roundTripError }) => Math.max(most, roundTripError ?? 0), 0);
    return html`<div class="tiles">
      <fs-figure
        name="log q(x)"
        value=${nats(total.mean)}
        unit="nats"
        detail="${formatCount(n)} rows (${split})"
        definition=${'log q(x) = log π(f(x)) + Σ log|det ∂f_l/∂h_{l−1}|,\nmean over held-out rows, in data units.'}
      ></fs-figure>
      <fs-figure
        name="log π(z)"
        value=${nats(base.mean)}
        unit="nats"
        definition="Log-density of the latents under the base distribution, mean over the same rows."
      ></fs-figure>
      <fs-figure
        name="Gaussian NLL"
        value=${nats(gaussianNll)}
        unit="nats"
        detail="${covariance} covariance"
        definition=${'G₀ = ½ log det(2πe·Cov[x]): what a fitted Gaussian would have.\nThe gains of all layers lead from it to the flow’s own NLL.'}
      ></fs-figure>
      <fs-figure
        name="round trip"
        value=${formatError(worst)}
        detail="largest of all layers"
        definition="max |h − g(f(h))| over the rows, layer by layer: how exactly each layer is undone."
      ></fs-figure>
      <fs-figure
        name="sum"
        value=${sumOk ? 'exact' : 'off'}
        detail="error ≤ ${formatError(sumError ?? Number.NaN)} nats"
        definition=${'The terms of each row are added and compared with its log q(x);\nthe error must be within 1e−5·max(1, |log q(x)|).'}
      ></fs-figure>
    </div>`;
  }

  readonly #rows = memo(rowsOf);

  #waterfall(result: LayersResult) {
    return html`<section>
      <div class="row spread">
        <h2>log π(z) + Σ log|det| = log q(x), nats</h2>
        <fs-export-menu
          what="the waterfall"
          .kinds=${['SVG', 'CSV']}
          @export=${(event: CustomEvent<string>) => this.#export(event.detail, result)}
        ></fs-export-menu>
      </div>
      <fs-waterfall
        .rows=${this.#rows(result)}
        .selected=${this.#selected === null ? null : String(this.#selected.index)}
        @choose=${(event: CustomEvent<string>) => this.#choose(Number(event.detail))}
      ></fs-waterfall>
      <div class=${result.sumOk ? 'ok' : 'wrong'} role="status">
        ${result.sumOk ? 'The terms add up to log q(x) in every row.' : 'The terms miss log q(x): this is a mistake of Flowscope.'}
      </div>
      <details>
        <summary>Why a large log|det| is no large gain</summary>
        <p class="why">
          A bar is what a layer adds to log q(x): by how much it expands volume. Scale can move between layers at no cost: one
          stretches what the next one shrinks, and both bars grow. The gain is measured otherwise: the flow is cut behind each
          layer, a Gaussian is fitted to what arrives there, and G_l = ½ log det(2πe·Cov[h_l]) − Σ log|det| is the NLL of that
          cut flow. gain_l = G_{l−1} − G_l is what the layer takes off it. Linear layers, actnorm and permutations only move and
          scale: their gain is exactly 0. Whiskers reach from p10 to p90 over the rows; percentiles do not add up, means do.
        </p>
      </details>
    </section>`;
  }

  #choose(index: number): void {
    const term = this.#summary.value?.layers.find((layer) => layer.index === index);
    if (term === undefined || index < 0) return;
    this.keep('layer', index);
    this.#followed = term.path;
    this.host.reveal(term.path);
    this.requestUpdate();
  }

  #detailView(result: LayersResult) {
    const term = this.#selected;
    if (term === null) {
      return html`<section>
        <div class="muted">
          Choose a layer above to see what goes into it and what comes out; the cursor in the editor does it too.
        </div>
      </section>`;
    }
    const { value, error, loading } = this.#detail;
    return html`<fs-layer-detail
      .term=${term}
      .previous=${result.layers[result.layers.indexOf(term) - 1]?.cutNll ?? result.gaussianNll}
      .detail=${value?.index === term.index ? value : null}
      .problem=${error === null ? '' : failureText(error)}
      ?busy=${loading}
    ></fs-layer-detail>`;
  }

  readonly #drawnHistory = memo(({ layers, steps, values }: History, result: LayersResult) => {
    const terms = result.layers.slice(-layers);
    return {
      terms,
      matrix: { rows: layers, columns: steps.length, values },
      rowLabels: terms.map(labelOf),
      columnLabels: Array.from(steps, (step) => `step ${formatCount(step)}`),
    };
  });

  #historyView(result: LayersResult) {
    const { value, error } = this.#history;
    if (error !== null) {
      return html`<fs-notice heading="The history cannot be read" text=${failureText(error)}></fs-notice>`;
    }
    if (value === null || value.steps.length === 0) return nothing;
    const { terms, matrix, rowLabels, columnLabels } = this.#drawnHistory(value, result);
    return html`<section>
      <div class="row spread">
        <h2>Mean log|det| over the training</h2>
        <fs-export-menu
          what="the history"
          .kinds=${['CSV']}
          @export=${() => this.#exportHistory(value, terms)}
        ></fs-export-menu>
      </div>
      <fs-heat-map
        .matrix=${matrix}
        .rowLabels=${rowLabels}
        .columnLabels=${columnLabels}
        map="diverging"
        unit="nats"
        label="Mean log-determinant of each layer over the training steps"
        .selectedRow=${this.#selected === null ? -1 : terms.indexOf(this.#selected)}
        @cell=${(event: CustomEvent<{ row: number }>) => {
          const term = terms[event.detail.row];
          if (term !== undefined) this.#choose(term.index);
        }}
      ></fs-heat-map>
    </section>`;
  }

  #export(kind: string, result: LayersResult): void {
    const name = `${this.run!.id}-step-${result.checkpoint}-layers`;
    if (kind === 'CSV') {
      const header = ['index', 'type', 'path', 'turn', 'kind', 'mean', 'std', 'p10', 'p50', 'p90', 'cutNll', 'gain'];
      const spread = ({ mean, std, p10, p50, p90 }: LayersResult['base']) => [mean, std, p10, p50, p90];
      this.host.save(
        `${name}.csv`,
        csvBytes(header, [
          [null, 'base', null, null, 'base', ...spread(result.base), null, null],
          ...result.layers.map((term) => [
            term.index,
            term.type,
            term.path,
            term.turn.join(' '),
            term.kind,
            ...spread(term),
            term.cutNll,
            term.gain,
          ]),
          [null, 'total', null, null, 'total', ...spread(result.total), null, null],
        ]),
      );
      return;
    }
    const chart = this.renderRoot.querySelector<Waterfall>('fs-waterfall');
    const picture = chart?.picture;
    if (picture == null) return;
    this.host.save(`${name}.svg`, svgBytes(picture, getComputedStyle(document.body).backgroundColor));
  }

  #exportHistory({ steps, values, layers }: History, terms: readonly LayerTerm[]): void {
    const rows = Array.from(steps, (step, row) => [
      step,
      ...Array.from({ length: layers }, (_, layer) => values[layer * steps.length + row]!),
    ]);
    this.host.save(`${this.run!.id}-layers-over-steps.csv`, csvBytes(['step', ...terms.map(labelOf)], rows));
  }
}

function nats(value: number | null): string {
  return formatNats(value ?? Number.NaN);
}

/** `3 affine-coupling [2]`: the turn of a layer that is repeated is counted from 1. */
function labelOf({ index, type, turn }: LayerTerm): string {
  const place = index < 0 ? '' : `${index}  `;
  return `${place}${type}${turn.length > 0 ? ` [${turn.map((counter) => counter + 1).join('.')}]` : ''}`;
}

function rowsOf({ base, layers, total }: LayersResult): readonly WaterfallRow[] {
  const spread = ({ mean, p10, p90 }: LayersResult['base']) => ({
    mean: mean ?? Number.NaN,
    p10: p10 ?? Number.NaN,
    p90: p90 ?? Number.NaN,
  });
  const said = ({ mean, p10, p90 }: LayersResult['base']) =>
    `mean ${nats(mean)} nats, p10 ${nats(p10)}, p90 ${nats(p90)}`;
  return [
    { key: 'base', label: 'log π(z)', kind: 'base', ...spread(base), gain: null, detail: said(base) },
    ...layers.map((term) => ({
      key: String(term.index),
      label: labelOf(term),
      kind: 'term' as const,
      ...spread(term),
      gain: term.gain,
      detail: `${said(term)}${term.gain === null ? '' : `, gain ${nats(term.gain)}`}`,
    })),
    { key: 'total', label: 'log q(x)', kind: 'total', ...spread(total), gain: null, detail: said(total) },
  ];
}
