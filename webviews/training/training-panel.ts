/** Curves and figures of a run, with pause, resume and stop. */
import { html, nothing } from 'lit';
import { isPlane } from '../../protocol/common.ts';
import { isFigureOf } from '../../protocol/figures/define-figure.ts';
import { samplesFigure } from '../../protocol/figures/samples.ts';
import type { PanelSnapshot } from '../../protocol/panel/panel-messages.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { hasBegun, isAtRest } from '../../protocol/run-actions.ts';
import '../charts/lines/line-chart.ts';
import type { Curve, Level } from '../charts/lines/curves.ts';
import type { XRange } from '../charts/lines/step-range.ts';
import { answered } from '../components/base/answered.ts';
import { allStepsButton, slider } from '../components/controls.ts';
import '../components/export-menu.ts';
import { memo } from '../components/base/memo.ts';
import { PanelElement } from '../components/base/panel-element.ts';
import { Resource } from '../components/base/resource.ts';
import { type Unit, unitOf } from '../components/likelihood-unit.ts';
import { panelStyles } from '../components/panel-styles.ts';
import { strings as shared } from '../components/strings.ts';
import '../components/run-bar.ts';
import { runNotice } from '../components/base/run-notice.ts';
import './live-plane.ts';
import { likelihoodWords } from './likelihood-words.ts';
import { weightsToDraw } from './live-plane-data.ts';
import { smallCharts, smallCurves } from './small-charts.ts';
import { notBegun } from './state/not-begun.ts';
import { runFacts } from './state/run-facts.ts';
import { runHead } from './state/run-head.ts';
import { strings } from './strings.ts';
import { curveOf, fetchMarks, fetchSeries, type Marks, playersOf, type Series } from './training-data.ts';
import { curvesTable } from './training-export.ts';
import { trainingFigures } from './training-figures.ts';
import { trainingHelp } from './training-help.ts';
import { chartMarks, markList } from './training-marks.ts';
import { trainingStyles } from './training-styles.ts';

const MOST_BUCKETS = 16_384;
/** Milliseconds between two requests for a run that trains. */
const REFRESH_MS = 1000;
/** Milliseconds after the last zoom until its steps are requested and the small charts follow; doing so at once drops frames. */
const ZOOM_SETTLE_MS = 120;

export class TrainingPanel extends PanelElement {
  static override properties = { ...PanelElement.properties, range: { state: true } };
  static override styles = [panelStyles, trainingStyles];
  /** Visible steps; null: all. */
  declare range: XRange | null;
  readonly #whole = new Resource<Series>(this);
  readonly #zoomed = new Resource<Series>(this);
  readonly #marks = new Resource<Marks>(this);
  /** What the small charts show. */
  #settled: { readonly series: Series | null; readonly range: XRange | null } = { series: null, range: null };
  #settleTimer = 0;
  /** Until a chart is measured, it is taken to be as wide as the window. */
  #buckets = bucketsOf(window.innerWidth);
  #refreshTimer = 0;
  /** Number of requests for a run that trains. */
  #refreshCount = 0;

  constructor() {
    super();
    this.range = null;
  }

  override disconnectedCallback(): void {
    clearTimeout(this.#refreshTimer);
    clearTimeout(this.#settleTimer);
    super.disconnectedCallback();
  }

  protected override forget(): void {
    this.range = null;
    for (const resource of [this.#whole, this.#zoomed, this.#marks]) resource.forget();
  }

  protected override ask({ subject }: PanelSnapshot): void {
    const [run] = subject.runs;
    if (this.run === null || run === undefined || !hasBegun(this.run)) return;
    const { status, updated, checkpoints } = this.run;
    const isLive = status === 'running';
    const buckets = this.#buckets;
    const { range } = this;
    // A run that trains changes all the time, any other run only with `updated`.
    const state = `${run} ${buckets} ${isLive ? `refresh ${this.#refreshCount}` : `${status} ${updated}`}`;
    const following = isLive ? `${run} ${buckets}` : null;
    const fetch = (part: XRange | null) => (signal: AbortSignal) => fetchSeries(this.host, run, part, buckets, signal);
    this.#whole.load(state, fetch(null), following);
    // While the user zooms, the loaded points are only scaled.
    if (this.#settleTimer === 0) {
      const part = range && `${range.from} ${range.to}`;
      this.#zoomed.load(part && `${state} ${part}`, fetch(range), following && `${following} ${part}`);
    }
    this.#marks.load(`${run} ${status} ${checkpoints.length}`, (signal) => fetchMarks(this.host, run, signal), run);
    if (isLive && this.#refreshTimer === 0) this.#refreshTimer = window.setTimeout(() => this.#refresh(), REFRESH_MS);
  }

  #refresh(): void {
    this.#refreshTimer = 0;
    this.#refreshCount++;
    this.requestUpdate();
  }

  override render() {
    const { snapshot, run } = this;
    const notice = runNotice(snapshot, this.host);
    if (snapshot === null) return notice;
    const show = (event: CustomEvent<string>) => this.host.show({ runs: [event.detail], checkpoint: 'latest' });
    return html`
      <fs-run-bar .snapshot=${snapshot} @run=${show}></fs-run-bar>
      ${run === null ? notice : this.#run(run)}
    `;
  }

  #run(run: RunInfo) {
    const start = this.#marks.value?.start ?? null;
    // For images, bits/dim is the usual unit.
    const isImage = start?.bits !== undefined;
    const unit = unitOf(this.kept('bits', isImage), start?.dimension ?? null);
    const floor = start?.floor ?? null;
    const series = this.#whole.value;
    if (!hasBegun(run)) return html`<main>${this.#head(run)} ${this.#notBegun(run)} ${runFacts(run)}</main>`;
    return html`
      <main>
        ${this.#head(run)} ${trainingFigures(run, unit, { floor, lowerBound: start?.lowerBound ?? false, series })}
        <div class="beside">
          <div class="charts">${this.#likelihood(run, unit, floor, isImage ? (start?.dimension ?? null) : null)} ${this.#players(run)}</div>
          ${this.#plane(run)}
        </div>
        ${this.#smallCharts(unit)} ${runFacts(run)}
      </main>
    `;
  }

  #head(run: RunInfo) {
    return runHead(run, this.snapshot!, (command) => this.host.command(command));
  }

  #notBegun(run: RunInfo) {
    return notBegun(run, this.snapshot!.ahead, (runDir) => this.host.show({ runs: [runDir], checkpoint: 'latest' }));
  }

  /** The visible range once it has loaded, all steps until then. */
  get #drawn(): Resource<Series> {
    const { range } = this;
    const { value } = this.#zoomed;
    return range !== null && value !== null && covers(value.extent, range) ? this.#zoomed : this.#whole;
  }

  readonly #curves = memo((series: Series, scale: number, smoothing: number): readonly Curve[] =>
    [
      // With players, the loss is that of one of them.
      curveOf(series.curves.get(playersOf(series).length === 0 ? 'lossMean' : 'terms.nll'), {
        label: strings.training,
        color: 0,
        scale,
        smoothing,
        band: smoothing === 0,
      }),
      curveOf(series.curves.get('validation.nll'), {
        label: strings.validation,
        color: 1,
        scale,
        smoothing: 0,
        points: true,
      }),
    ].filter((curve) => curve !== null),
  );

  readonly #playerCurves = memo((series: Series, smoothing: number): readonly Curve[] =>
    playersOf(series)
      .map((name, color) =>
        curveOf(series.curves.get(`objectives.${name}.loss`), {
          ...{ label: name, color, scale: 1, smoothing, band: smoothing === 0 },
        }),
      )
      .filter((curve) => curve !== null),
  );

  readonly #levels = memo((floor: number | null, scale: number): readonly Level[] =>
    floor === null ? [] : [{ label: shared.exactFloor, y: floor * scale }],
  );

  readonly #chartMarks = memo(chartMarks);

  /** @param dimension of one image; null: the data are not images */
  #likelihood(run: RunInfo, { scale, unit }: Unit, floor: number | null, dimension: number | null) {
    if (run.likelihood === 'none') return nothing;
    const words = likelihoodWords(run);
    const isGame = this.#whole.value !== null && playersOf(this.#whole.value).length > 0;
    return html`
      <section>
        <div class="row spread">
          <h2>${words.heading({ unit })}</h2>
          <div class="row">
            ${this.#smoothing()} ${this.flag('log', shared.logAxis)} ${this.flag('fullRange', strings.fullRange)} ${this.flag('bits', strings.bitsPerDimension, this.#marks.value?.start?.bits !== undefined)}
            ${this.#tools(run)}
          </div>
        </div>
        ${answered(this.#drawn, { waiting: shared.readingCurves, failed: shared.curvesFailed }, (series) =>
          this.#chart(
            run,
            words.chart,
            this.#curves(series, scale, this.kept('smoothing', 0)),
            this.#levels(floor, scale),
            unit,
          ),
        )}
        ${markList(this.#marks.value)}
        ${this.help(strings.help, trainingHelp(run, { floor, dimension, isGame }), 'train')}
      </section>
    `;
  }

  /** The losses of players that train against each other, if there are any. */
  #players(run: RunInfo) {
    const isAlone = run.likelihood === 'none';
    const series = this.#drawn.value;
    if (!isAlone && (series === null || playersOf(series).length === 0)) return nothing;
    return html`
      <section>
        <div class="row spread">
          <h2>${strings.players}</h2>
          ${isAlone ? html`<div class="row">${this.#smoothing()} ${this.flag('fullRange', strings.fullRange)} ${this.#tools(run)}</div>` : nothing}
        </div>
        ${answered(this.#drawn, { waiting: shared.readingCurves, failed: shared.curvesFailed }, (found) =>
          this.#chart(run, strings.playersChart, this.#playerCurves(found, this.kept('smoothing', 0)), [], ''),
        )}
        ${isAlone ? markList(this.#marks.value) : nothing}
      </section>
    `;
  }

  #smoothing() {
    return slider(
      {
        label: strings.smoothing,
        value: this.kept('smoothing', 0),
        set: (value) => this.set('smoothing', value),
      },
      { min: 0, max: 0.98, step: 0.02 },
    );
  }

  #tools(run: RunInfo) {
    return html`${allStepsButton(this.range, (range) => this.#zoom(range))}
      <fs-export-menu what=${shared.theCurves} .kinds=${['CSV']} @export=${() => this.#export(run)}></fs-export-menu>`;
  }

  #chart(run: RunInfo, label: string, curves: readonly Curve[], levels: readonly Level[], unit: string) {
    if (curves.length === 0) {
      const heading = isAtRest(run) ? strings.noStep : strings.noStepYet;
      return html`<fs-notice heading=${heading} ?busy=${run.status === 'running'}></fs-notice>`;
    }
    return html`<fs-line-chart
      .curves=${curves}
      .levels=${levels}
      .marks=${this.#chartMarks(this.#marks.value, run.best?.step ?? null)}
      .range=${this.range}
      .extent=${this.#whole.value!.extent}
      .log=${this.kept('log', false) && run.likelihood !== 'none'}
      .settled=${!this.kept('fullRange', false)}
      .height=${280}
        yTitle=${unit}
        label=${label}
      @range=${(event: CustomEvent<XRange | null>) => this.#zoom(event.detail)}
      @chart-width=${(event: CustomEvent<number>) => this.#measure(event.detail)}
    ></fs-line-chart>`;
  }

  /** Of a model of the plane. An older daemon does not say whether the run is of one. */
  #plane(run: RunInfo) {
    const { subject, connection } = this.snapshot!;
    const isDrawn = run.shape !== undefined && isPlane(run.shape) && isFigureOf(samplesFigure, run);
    if (!isDrawn || weightsToDraw(run, subject.checkpoint).step === null) return nothing;
    return html`<fs-live-plane
      .host=${this.host}
      .run=${run}
      .choice=${subject.checkpoint}
      ?online=${connection === 'connected'}
    ></fs-live-plane>`;
  }

  #zoom(range: XRange | null): void {
    this.range = range;
    clearTimeout(this.#settleTimer);
    this.#settleTimer = window.setTimeout(() => {
      this.#settleTimer = 0;
      this.requestUpdate();
    }, ZOOM_SETTLE_MS);
  }

  #measure(width: number): void {
    const buckets = bucketsOf(width);
    if (buckets === this.#buckets) return;
    this.#buckets = buckets;
    this.requestUpdate();
  }

  readonly #smallCurves = memo((series: Series | null, scale: number, unit: Unit['unit'], smoothing: number) =>
    smallCurves(series, { scale, unit }, smoothing),
  );

  #smallCharts(unit: Unit) {
    if (this.#settleTimer === 0) this.#settled = { series: this.#drawn.value, range: this.range };
    const { series, range } = this.#settled;
    return smallCharts(this.#smallCurves(series, unit.scale, unit.unit, this.kept('smoothing', 0)), {
      range,
      extent: this.#whole.value?.extent ?? null,
      zoom: (to) => this.#zoom(to),
    });
  }

  #export({ id }: RunInfo): void {
    const series = this.#drawn.value;
    if (series !== null) this.host.save(`${id}-curves.csv`, curvesTable(series));
  }
}

/** One bucket per pixel: its minimum and maximum give two points. */
function bucketsOf(width: number): number {
  return Math.min(MOST_BUCKETS, 200 * Math.ceil(width / 200));
}

/** Requests are for whole steps, hence the tolerance. */
function covers(extent: XRange, { from, to }: XRange): boolean {
  return extent.from <= from + 1 && extent.to >= to - 1;
}
