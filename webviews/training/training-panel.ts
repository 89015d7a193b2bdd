/** How a training goes: its curves, its figures, and what can be done with it. */
import { css, html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type * as z from 'zod';
import {
  formatCount,
  formatDuration,
  formatEstimate,
  formatNats,
  formatNumber,
  formatRate,
} from '../../daemon/cli/terminal/numbers.ts';
import type { PanelSnapshot } from '../../protocol/panel/panel-messages.ts';
import type { RunInfo, runMarks } from '../../protocol/rpc/run-methods.ts';
import { type Curve, type Level, LineChart, type Mark, type XRange } from '../charts/line-chart.ts';
import { failureText } from '../components/failure-text.ts';
import { FigureTile } from '../components/figure-tile.ts';
import { memo } from '../components/memo.ts';
import { PanelElement } from '../components/panel-element.ts';
import { PanelNotice } from '../components/panel-notice.ts';
import { panelStyles } from '../components/panel-styles.ts';
import { Resource } from '../components/resource.ts';
import { RunBar } from '../components/run-bar.ts';
import { runNotice } from '../components/run-notice.ts';
import { curveOf, fetchMarks, fetchSeries, type Series } from './training-data.ts';
import { saveCurves } from './training-export.ts';

customElements.define('fs-line-chart', LineChart);
customElements.define('fs-figure', FigureTile);
customElements.define('fs-notice', PanelNotice);
customElements.define('fs-run-bar', RunBar);

type Marks = z.output<typeof runMarks.result>;

/** Before a chart has its width. */
const FIRST_BUCKETS = 800;
/** Between two looks at a training that goes on, milliseconds. */
const LIVE = 1000;
const NATS = 1;
const NO_STEPS: XRange = { from: 0, to: 1 };

export class TrainingPanel extends PanelElement {
  static override properties = { ...PanelElement.properties, range: { state: true } };
  static override styles = [
    panelStyles,
    css`
      .tiles {
        display: flex;
        flex-wrap: wrap;
        gap: 10px 28px;
      }
      progress {
        appearance: none;
        width: 100%;
        height: 4px;
        border: 0;
        border-radius: 2px;
        display: block;
        background: var(--vscode-scrollbarSlider-background);
      }
      progress::-webkit-progress-bar {
        background: transparent;
      }
      progress::-webkit-progress-value {
        background: var(--vscode-progressBar-background, var(--vscode-charts-blue));
        border-radius: 2px;
      }
      .small {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr));
        gap: 16px;
      }
      .error {
        padding: 8px 12px;
        border: 1px solid var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
        background: var(--vscode-inputValidation-errorBackground, transparent);
        overflow-wrap: anywhere;
      }
      .path {
        overflow-wrap: anywhere;
      }
    `,
  ];
  declare range: XRange | null;
  readonly #series = new Resource<Series>(this);
  readonly #whole = new Resource<Series>(this);
  readonly #marks = new Resource<Marks>(this);
  #buckets = FIRST_BUCKETS;
  #asked = '';
  #timer = 0;
  /** Counts the looks at a training that goes on. */
  #look = 0;

  constructor() {
    super();
    this.range = null;
  }

  protected override follow({ subject, connection }: PanelSnapshot): void {
    const [run] = subject.runs;
    if (run !== this.#asked) {
      this.#asked = run!;
      this.range = null;
      for (const resource of [this.#series, this.#whole, this.#marks]) resource.forget();
    }
    if (connection !== 'connected' || this.run === null || run === undefined) return;
    // A training that goes on has something new with each look; one at rest after its last change.
    const isLive = this.run.status === 'running';
    const state = isLive ? `look ${this.#look}` : `${this.run.status} ${this.run.updated}`;
    const range = this.range;
    const buckets = this.#buckets;
    const live = isLive ? `${run} ${buckets}` : null;
    const whole = (signal: AbortSignal) => fetchSeries(this.host, run, null, buckets, signal);
    this.#whole.load(`${run} ${state} ${buckets}`, whole, live);
    this.#marks.load(`${run} ${this.run.status} ${this.run.checkpoints.length}`, (signal) =>
      fetchMarks(this.host, run, signal),
    );
    const detail = range === null ? null : `${run} ${state} ${range.from} ${range.to} ${buckets}`;
    this.#series.load(
      detail,
      (signal) => fetchSeries(this.host, run, range, buckets, signal),
      live && range && `${live} ${range.from} ${range.to}`,
    );
    if (isLive && this.#timer === 0) {
      this.#timer = window.setTimeout(() => {
        this.#timer = 0;
        this.#look++;
        this.requestUpdate();
      }, LIVE);
    }
  }

  override disconnectedCallback(): void {
    clearTimeout(this.#timer);
    super.disconnectedCallback();
  }

  override render() {
    const { snapshot, run } = this;
    const notice = runNotice(snapshot, this.host);
    if (snapshot === null) return notice;
    return html`
      <fs-run-bar .snapshot=${snapshot} @run=${(event: CustomEvent<string>) => this.#show(event.detail)}></fs-run-bar>
      ${run === null ? notice : this.#run(run)}
    `;
  }

  #show(runDir: string): void {
    this.host.show({ runs: [runDir], checkpoint: 'latest' });
  }

  #run(run: RunInfo) {
    return html`
      <main>
        ${this.#head(run)} ${this.#tiles(run)} ${this.#loss(run)} ${this.#further()}
        <section>
          <h2>About this run</h2>
          <table>
            <tbody>
              ${row('spec', `${run.spec}${run.unsaved ? ' (trained from text that was not saved)' : ''}`)}
              ${row('folder', run.runDir)}
              ${row('parameters', formatCount(run.parameters))} ${row('seed', String(run.seed))}
              ${row('backend', run.backend)}
              ${row('checkpoints', run.checkpoints.length === 0 ? 'none yet' : steps(run))}
            </tbody>
          </table>
        </section>
      </main>
    `;
  }

  #head(run: RunInfo) {
    const button = (icon: string, label: string, command: 'pause' | 'resume' | 'stop') => html`
      <vscode-toolbar-button icon=${icon} label=${label} title=${label} @click=${() => this.host.command(command)}
        >${label}</vscode-toolbar-button
      >
    `;
    const stoppable = ['queued', 'starting', 'running', 'paused'].includes(run.status) && run.owned;
    const resumable = ['paused', 'interrupted', 'failed'].includes(run.status);
    return html`
      <section>
        <div class="row spread">
          <h2 id="state">${stateText(run)}</h2>
          <div class="row">
            ${run.status === 'running' && run.owned ? button('debug-pause', 'Pause', 'pause') : nothing}
            ${resumable ? button('debug-continue', 'Resume', 'resume') : nothing}
            ${stoppable ? button('debug-stop', 'Stop', 'stop') : nothing}
          </div>
        </div>
        <progress max=${Math.max(1, run.steps)} value=${run.step} aria-labelledby="state"></progress>
        ${run.pause === null ? nothing : html`<div class="muted">Paused: ${run.pause.message}</div>`}
        ${run.error === null ? nothing : html`<div class="error">${run.error.message} (${run.error.code})</div>`}
      </section>
    `;
  }

  #tiles(run: RunInfo) {
    const { scale, unit } = this.#unit;
    const nats = (value: number) => formatNats(value * scale);
    const { validation, best, loss, samplesPerSecond } = run;
    const gradient = this.#whole.value?.curves.get('gradientNorm')?.last.at(-1);
    const floor = this.#marks.value?.start?.floor ?? null;
    return html`
      <div class="tiles">
        ${
          loss === null
            ? nothing
            : html`<fs-figure
                name="training loss"
                value=${nats(loss)}
                unit=${unit}
                detail="step ${formatCount(run.step)}"
                definition=${`−mean log q(x) over the last batch.\nlog q(x) = log π(f(x)) + log|det ∂f/∂x|, in data units.`}
              ></fs-figure>`
        }
        ${
          validation?.nll == null
            ? nothing
            : html`<fs-figure
                name="validation NLL"
                value=${formatEstimate(validation.nll * scale, validation.se === null ? null : validation.se * scale)}
                unit=${unit}
                detail="step ${formatCount(validation.step)}"
                definition=${`−mean log q(x) over the held-out rows;\n± is two standard errors of the mean.`}
              ></fs-figure>`
        }
        ${
          best?.nll == null
            ? nothing
            : html`<fs-figure
                name="best"
                value=${nats(best.nll)}
                unit=${unit}
                detail="step ${formatCount(best.step)}"
                definition=${`The least validation NLL so far. Inspection, sampling and export\ntake these weights for “best”.`}
              ></fs-figure>`
        }
        ${
          floor === null
            ? nothing
            : html`<fs-figure
                name="exact floor"
                value=${nats(floor)}
                unit=${unit}
                definition=${`The entropy of the true density: −∫ p(x) log p(x) dx.\nNo model has a smaller NLL; the distance is KL(p‖q).`}
              ></fs-figure>`
        }
        ${
          gradient === undefined
            ? nothing
            : html`<fs-figure
                name="gradient norm"
                value=${formatNumber(gradient)}
                definition="‖∇θ‖₂ of the last batch’s loss, before clipping."
              ></fs-figure>`
        }
        ${
          run.status !== 'running' || samplesPerSecond === null
            ? nothing
            : html`<fs-figure
                name="throughput"
                value=${formatRate(samplesPerSecond)}
                unit="rows/s"
                definition="Training rows per second, over the last steps."
              ></fs-figure>`
        }
        ${
          run.status !== 'running' || run.eta === null
            ? nothing
            : html`<fs-figure
                name="time left"
                value=${formatDuration(run.eta)}
                definition="At the present pace; early stopping may end it sooner."
              ></fs-figure>`
        }
      </div>
    `;
  }

  /** Nats, or bits per dimension: NLL / (D ln 2). */
  get #unit(): { readonly scale: number; readonly unit: string } {
    const dimension = this.#marks.value?.start?.dimension;
    return this.kept('bits', false) && dimension !== undefined
      ? { scale: 1 / (dimension * Math.LN2), unit: 'bits/dim' }
      : { scale: NATS, unit: 'nats' };
  }

  /** What is drawn: the range that was zoomed to as soon as it is there, all of it before. */
  get #drawn(): Series | null {
    return (this.range !== null && this.#series.value) || this.#whole.value;
  }

  readonly #curves = memo((series: Series | null, scale: number, smoothing: number): readonly Curve[] =>
    [
      curveOf(series?.curves.get('lossMean'), { label: 'training', color: 0, scale, smoothing, band: smoothing === 0 }),
      curveOf(series?.curves.get('validation.nll'), {
        label: 'validation',
        color: 1,
        scale,
        smoothing: 0,
        points: true,
      }),
    ].filter((curve) => curve !== null),
  );

  readonly #levels = memo((floor: number | null, scale: number): readonly Level[] =>
    floor === null ? [] : [{ label: 'exact floor', y: floor * scale }],
  );

  #loss(run: RunInfo) {
    const { unit, scale } = this.#unit;
    const curves = this.#curves(this.#drawn, scale, this.kept('smoothing', 0));
    const error = this.#series.error ?? this.#whole.error;
    const floor = this.#marks.value?.start?.floor ?? null;
    const extent = this.#whole.value?.extent ?? NO_STEPS;
    return html`
      <section>
        <div class="row spread">
          <h2>Negative log-likelihood, ${unit}</h2>
          <div class="row">
            <label>
              smoothing
              <input
                type="range"
                min="0"
                max="0.98"
                step="0.02"
                aria-label="Smoothing of the training loss"
                .value=${String(this.kept('smoothing', 0))}
                @input=${(event: Event) => this.#keep('smoothing', Number((event.target as HTMLInputElement).value))}
              />
            </label>
            ${this.#toggle('log', 'log axis')} ${this.#toggle('bits', 'bits/dim')}
            ${
              this.range === null
                ? nothing
                : html`<vscode-toolbar-button icon="zoom-out" label="Show all steps" title="Show all steps" @click=${() => this.#zoom(null)}
                  >All steps</vscode-toolbar-button
                >`
            }
            <vscode-toolbar-button
              icon="export"
              label="Export the curves as CSV"
              title="Export the curves as CSV"
              @click=${() => this.#export(run)}
              >CSV</vscode-toolbar-button
            >
          </div>
        </div>
        ${
          error === null
            ? nothing
            : html`<fs-notice heading="The curves cannot be read" text=${failureText(error)} action="Try Again" @act=${this.#retry}></fs-notice>`
        }
        ${
          curves.length === 0
            ? html`<fs-notice
                heading=${this.#whole.value === null && error === null ? 'Reading the curves…' : 'No step has been recorded yet'}
                ?busy=${this.#whole.value === null && error === null}
              ></fs-notice>`
            : html`<fs-line-chart
                .curves=${curves}
                .levels=${this.#levels(floor, scale)}
                .marks=${this.#chartMarks(this.#marks.value, run.best?.step ?? null)}
                .range=${this.range}
                .extent=${extent}
                .log=${this.kept('log', false)}
                .height=${280}
                label="Negative log-likelihood over the training steps"
                @range=${(event: CustomEvent<XRange | null>) => this.#zoom(event.detail)}
                @chart-width=${(event: CustomEvent<number>) => this.#measure(event.detail)}
              ></fs-line-chart>`
        }
        ${this.#markList()}
      </section>
    `;
  }

  #toggle(key: string, label: string) {
    return html`<vscode-checkbox
      label=${label}
      .checked=${this.kept(key, false)}
      @change=${(event: Event) => this.#keep(key, (event.target as HTMLInputElement).checked)}
    ></vscode-checkbox>`;
  }

  #keep(key: string, value: number | boolean): void {
    this.keep(key, value);
    this.requestUpdate();
  }

  #retry = () => {
    this.#series.retry();
    this.#whole.retry();
  };

  #zoom(range: XRange | null): void {
    this.range = range;
  }

  /** A bucket for each pixel: its least and greatest value are two. */
  #measure(width: number): void {
    const buckets = Math.min(16_384, 200 * Math.ceil(width / 200));
    if (buckets === this.#buckets) return;
    this.#buckets = buckets;
    this.requestUpdate();
  }

  readonly #chartMarks = memo((known: Marks | null, best: number | null): readonly Mark[] => [
    ...(best === null ? [] : [{ x: best, label: 'best', kind: 'good' as const }]),
    ...(known?.marks ?? [])
      .filter(({ event }) => event !== 'done')
      .map(({ event, step }) => ({
        x: step,
        label: event,
        kind: event === 'failed' || event === 'skipped' ? ('bad' as const) : ('neutral' as const),
      })),
  ]);

  /** The same marks as text. */
  #markList() {
    const marks = this.#marks.value?.marks ?? [];
    if (marks.length === 0) return nothing;
    return html`<details>
      <summary>${marks.length === 1 ? '1 event' : `${marks.length} events`}</summary>
      <table>
        <thead>
          <tr>
            <th>step</th>
            <th>event</th>
            <th>time</th>
            <th></th>
          </tr>
        </thead>
        <tbody>
          ${marks.map(
            ({ step, event, time, text }) => html`<tr>
              <td class="end">${formatCount(step)}</td>
              <td>${event}</td>
              <td>${new Date(time).toLocaleString()}</td>
              <td>${text}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </details>`;
  }

  readonly #furtherCurves = memo((series: Series | null) =>
    FURTHER.flatMap(({ key, label, color }) => {
      const curve = curveOf(series?.curves.get(key), { label, color, scale: 1, smoothing: 0, band: true });
      return curve === null ? [] : [{ label, curves: [curve] }];
    }),
  );

  #further() {
    const extent = this.#whole.value?.extent ?? NO_STEPS;
    return html`<div class="small">
      ${this.#furtherCurves(this.#drawn).map(
        ({ label, curves }) => html`<section>
          <h2>${label}</h2>
          <fs-line-chart
            .curves=${curves}
            .range=${this.range}
            .extent=${extent}
            .height=${140}
            label=${label}
            @range=${(event: CustomEvent<XRange | null>) => this.#zoom(event.detail)}
          ></fs-line-chart>
        </section>`,
      )}
    </div>`;
  }

  #export({ id }: RunInfo): void {
    const series = this.#drawn;
    if (series !== null) saveCurves(this.host, id, series);
  }
}

const FURTHER = [
  { key: 'learningRate', label: 'Learning rate', color: 2 },
  { key: 'gradientNorm', label: 'Gradient norm', color: 3 },
  { key: 'samplesPerSecond', label: 'Throughput, rows/s', color: 0 },
] as const;

function row(name: string, value: string) {
  return html`<tr>
    <th scope="row">${name}</th>
    <td class="path">${value}</td>
  </tr>`;
}

function steps({ checkpoints, best }: RunInfo): string {
  return checkpoints
    .map(({ step }) => (step === best?.step ? `${formatCount(step)} (best)` : formatCount(step)))
    .join(', ');
}

function stateText(run: RunInfo): string {
  const place = `step ${formatCount(run.step)} of ${formatCount(run.steps)}`;
  switch (run.status) {
    case 'queued':
      return run.queuePosition === null ? 'Waits for its turn' : `Waits, place ${run.queuePosition} in the queue`;
    case 'starting':
      return 'Starting…';
    case 'running':
      return `Training, ${place}`;
    case 'finished':
      return run.step === run.steps ? `Finished, ${formatCount(run.step)} steps` : `Finished early, ${place}`;
    default:
      return `${run.status[0]!.toUpperCase()}${run.status.slice(1)}, ${place}`;
  }
}
