/** Curves over steps with min/max bands, marks and levels. Zooms by dragging, the wheel and the keyboard. */
import { html, nothing, type PropertyValues } from 'lit';
import uPlot from 'uplot';
import { formatCount, formatNumber } from '../../../daemon/format/numbers.ts';
import { ChartElement } from '../base/chart-element.ts';
import { chartStyles } from '../base/chart-styles.ts';
import type { LegendEntry, PictureFrame } from '../base/framed-picture.ts';
import { joinedTable, type NumberTable } from '../base/number-table.ts';
import { saveButton } from '../base/picture.ts';
import { type ChartTheme, withAlpha } from '../base/theme.ts';
import { strings } from '../strings.ts';
import { alignedData, type Curve, type Level, type Mark, settledFrom } from './curves.ts';
import { isDense, plotLook } from './line-plot.ts';
import { drawMarks, markColor } from './plot-marks.ts';
import { plotStyles } from './plot-styles.ts';
import { keyedRange, takenRange, type XRange, ZOOM, zoomedRange } from './step-range.ts';

/** Sends `range` ({from, to}, or null for all) when the user zooms. */
export class LineChart extends ChartElement {
  static override properties = {
    ...ChartElement.properties,
    curves: { attribute: false },
    levels: { attribute: false },
    marks: { attribute: false },
    range: { attribute: false },
    extent: { attribute: false },
    log: { type: Boolean },
    settled: { type: Boolean },
    named: { type: Boolean },
    height: { type: Number },
    yTitle: {},
    label: {},
    unlabeled: { state: true },
  };
  declare curves: readonly Curve[];
  declare levels: readonly Level[];
  declare marks: readonly Mark[];
  /** Visible range; null: all. */
  declare range: XRange | null;
  /** First and last x of the data. */
  declare extent: XRange;
  declare log: boolean;
  /** Without a zoom, the range of y follows the last nine tenths of the steps. */
  declare settled: boolean;
  /** A heading names the only curve: the legend does not. */
  declare named: boolean;
  /** CSS pixels. */
  declare height: number;
  /** Quantity and unit of the vertical axis, in files; empty: the label says it. */
  declare yTitle: string;
  /** For screen readers. */
  declare label: string;
  /** Levels whose label has no place in the plot. */
  declare unlabeled: readonly Level[];
  #plot: uPlot | null = null;
  #shape = '';
  /** Curves that the plot has: moving and zooming do not set them again. */
  #drawn: readonly Curve[] | null = null;

  static override styles = [chartStyles, plotStyles];

  constructor() {
    super();
    this.curves = [];
    this.levels = [];
    this.marks = [];
    this.range = null;
    this.extent = { from: 0, to: 1 };
    this.log = false;
    this.settled = false;
    this.named = false;
    this.height = 220;
    this.yTitle = '';
    this.label = '';
    this.unlabeled = [];
  }

  override render() {
    return html`<div
      class="plot ${this.named ? 'named' : ''}"
      tabindex="0"
      role="img"
      aria-label=${strings.labelWithKeys({ label: this.label })}
      @keydown=${this.#onKey}
      @wheel=${{ handleEvent: (event: WheelEvent) => this.#onWheel(event), passive: false }}
      ></div>
      ${this.unlabeled.map(({ label, y }) => html`<div class="level">${strings.level({ label, value: formatNumber(y, 5) })}</div>`)}
      ${
        this.hasPicture
          ? saveButton(
              this,
              'PNG',
              this.label,
              () => this.#plot?.ctx.canvas ?? null,
              () => this.#frame,
            )
          : nothing
      }
      <fs-number-table .table=${curveTable(this.curves)} what=${this.label}></fs-number-table>`;
  }

  get #frame(): Omit<PictureFrame, 'title'> {
    const { series, muted } = this.theme!;
    const curves = this.curves.map(({ label, color, faint }): LegendEntry => {
      const own = series[color % series.length]!;
      return { label, color: faint ? withAlpha(own, 0.4) : own, mark: 'line' };
    });
    const levels = this.levels.map(({ label, y }): LegendEntry => {
      return { label: strings.level({ label, value: formatNumber(y, 5) }), color: muted, mark: 'dashes' };
    });
    const marks = [...new Map(this.marks.map((mark) => [mark.label, mark])).values()].map(
      ({ label, kind }): LegendEntry => ({ label, color: markColor(kind, this.theme!), mark: 'upright' }),
    );
    return {
      legend: [...(this.named && curves.length === 1 ? [] : curves), ...levels, ...marks],
      axisTitles: { x: strings.step, y: this.yTitle },
    };
  }

  override disconnectedCallback(): void {
    this.#plot?.destroy();
    this.#plot = null;
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('log') || changed.has('theme')) this.#shape = '';
  }

  protected override draw(): void {
    // Only a change of the values can keep the plot.
    const shape = JSON.stringify([
      this.curves.map(({ label, color, band, points, x }) => [label, color, band !== undefined, points, isDense(x)]),
      devicePixelRatio,
    ]);
    if (this.#plot === null || shape !== this.#shape) {
      this.#plot?.destroy();
      this.#plot = this.#make();
      this.#shape = shape;
      this.#drawn = this.curves;
    }
    const plot = this.#plot;
    const size = this.#size;
    if (plot.width !== size.width || plot.height !== size.height) plot.setSize(size);
    plot.batch(() => {
      if (this.#drawn !== this.curves) plot.setData(alignedData(this.curves, this.log), false);
      this.#drawn = this.curves;
      const { from, to } = this.#shown;
      plot.setScale('x', { min: from, max: to });
    });
  }

  get #shown(): XRange {
    const { from, to } = this.range ?? this.extent;
    return to > from ? { from, to } : { from, to: from + 1 };
  }

  /** CSS pixels, rounded down to whole device pixels: otherwise the canvas is stretched. */
  get #size() {
    const whole = (css: number) => Math.floor(css * devicePixelRatio) / devicePixelRatio;
    return { width: whole(this.width), height: whole(this.height) };
  }

  #make(): uPlot {
    const theme = this.theme!;
    const { curves, log } = this;
    return new uPlot(
      {
        ...this.#size,
        ...plotLook({ theme, curves, isLog: log, levels: () => this.levels, settled: () => this.#settledFrom }),
        hooks: {
          setCursor: [(plot) => plot.root.classList.toggle('reading', (plot.cursor.left ?? -1) >= 0)],
          setSelect: [(plot) => this.#onSelect(plot)],
          draw: [(plot) => this.#drawMarks(plot, theme)],
          ready: [(plot) => plot.over.addEventListener('dblclick', () => this.#tell(null))],
        },
      },
      alignedData(curves, log),
      this.renderRoot.querySelector<HTMLElement>('.plot')!,
    );
  }

  get #settledFrom(): number | null {
    return this.settled && this.range === null ? settledFrom(this.extent) : null;
  }

  #drawMarks(plot: uPlot, theme: ChartTheme): void {
    const unlabeled = drawMarks(plot, theme, this.levels, this.marks);
    const isSame =
      unlabeled.length === this.unlabeled.length && unlabeled.every((level, i) => level === this.unlabeled[i]);
    if (!isSame) this.unlabeled = unlabeled;
  }

  #onSelect(plot: uPlot): void {
    const { left, width } = plot.select;
    // A click is not a selection.
    if (width < 4) return;
    const range = { from: plot.posToVal(left, 'x'), to: plot.posToVal(left + width, 'x') };
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.#tell(range);
  }

  #onWheel(event: WheelEvent): void {
    const plot = this.#plot;
    if (plot === null || event.ctrlKey) return;
    event.preventDefault();
    const at = plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, 'x');
    this.#tell(zoomedRange(this.#shown, Math.sign(event.deltaY) * ZOOM, at));
  }

  #onKey(event: KeyboardEvent): void {
    const range = keyedRange(event, this.#shown, this.extent);
    if (range !== undefined) this.#tell(range);
  }

  #tell(range: XRange | null): void {
    const taken = takenRange(range, this.extent);
    if (taken === undefined) return;
    this.range = taken;
    this.dispatchEvent(new CustomEvent<XRange | null>('range', { detail: taken }));
  }
}

customElements.define('fs-line-chart', LineChart);

/** The points of all curves, curve by curve. */
function curveTable(curves: readonly Curve[]): NumberTable {
  const counts = curves.map(({ x }) => x.length);
  return joinedTable(['', strings.step, strings.value], counts, (curve, i) => {
    const { label, x, y } = curves[curve]!;
    return [label, formatCount(x[i]!), formatNumber(y[i]!, 5)];
  });
}
