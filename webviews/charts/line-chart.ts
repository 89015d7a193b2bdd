/** Curves over steps with a band from minimum to maximum, marks and levels. Zooms by dragging, the wheel and the keyboard. */
import { css, html, type PropertyValues, unsafeCSS } from 'lit';
import uPlot from 'uplot';
import uplotStyles from 'uplot/dist/uPlot.min.css';
import { formatCount, formatNumber } from '../../daemon/cli/terminal/numbers.ts';
import { ChartElement } from './chart-element.ts';
import { withAlpha } from './with-alpha.ts';

export interface Curve {
  readonly label: string;
  /** Ascending. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Least and greatest value at each x: drawn as a band. */
  readonly band?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
  /** Index into the theme's colours. */
  readonly color: number;
  /** Points are marked: there are few. */
  readonly points?: boolean;
  /** Drawn thin and let through. */
  readonly faint?: boolean;
}

export interface Level {
  readonly label: string;
  readonly y: number;
}

export interface Mark {
  readonly x: number;
  readonly label: string;
  readonly kind: 'neutral' | 'good' | 'bad';
}

export interface XRange {
  readonly from: number;
  readonly to: number;
}

/** A step of the wheel or of a key, as a share of what is shown. */
const ZOOM = 0.2;

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
    height: { type: Number },
    label: {},
  };
  declare curves: readonly Curve[];
  declare levels: readonly Level[];
  declare marks: readonly Mark[];
  /** What is shown; null: all. */
  declare range: XRange | null;
  /** First and last x of the data. */
  declare extent: XRange;
  declare log: boolean;
  /** CSS pixels. */
  declare height: number;
  /** For screen readers. */
  declare label: string;
  #plot: uPlot | null = null;
  #shape = '';

  static override styles = [
    unsafeCSS(uplotStyles),
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .plot {
        width: 100%;
        outline: none;
      }
      .plot:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: 2px;
      }
      .uplot,
      .uplot *,
      .uplot *::before {
        font-family: var(--vscode-font-family);
      }
      .u-legend {
        text-align: start;
        font-size: 0.92em;
        font-variant-numeric: tabular-nums;
        padding-inline-start: 56px;
      }
      .u-legend th,
      .u-legend td {
        padding: 0 4px;
      }
      .band-end {
        display: none;
      }
      .u-select {
        background: var(--vscode-editor-selectionBackground);
      }
      .u-hz .u-cursor-x,
      .u-hz .u-cursor-y {
        border-color: var(--vscode-descriptionForeground);
      }
    `,
  ];

  constructor() {
    super();
    this.curves = [];
    this.levels = [];
    this.marks = [];
    this.range = null;
    this.extent = { from: 0, to: 1 };
    this.log = false;
    this.height = 220;
    this.label = '';
  }

  override render() {
    return html`<div
      class="plot"
      tabindex="0"
      role="img"
      aria-label="${this.label}. Arrow keys move, plus and minus zoom, 0 shows all."
      @keydown=${this.#onKey}
      @wheel=${{ handleEvent: (event: WheelEvent) => this.#onWheel(event), passive: false }}
    ></div>`;
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
    // Anything but the numbers needs a new plot.
    const shape = JSON.stringify([
      this.curves.map(({ label, color, band, points }) => [label, color, band !== undefined, points]),
      devicePixelRatio,
    ]);
    if (this.#plot === null || shape !== this.#shape) {
      this.#plot?.destroy();
      this.#plot = this.#make();
      this.#shape = shape;
    }
    const plot = this.#plot;
    if (plot.width !== this.width || plot.height !== this.height) {
      plot.setSize({ width: this.width, height: this.height });
    }
    plot.batch(() => {
      plot.setData(this.#data(), false);
      const { from, to } = this.#shown;
      plot.setScale('x', { min: from, max: to });
    });
  }

  get #shown(): XRange {
    const { from, to } = this.range ?? this.extent;
    return to > from ? { from, to } : { from, to: from + 1 };
  }

  /** All curves over one axis: each curve, and behind it the ends of its band. */
  #data(): uPlot.AlignedData {
    const tables = this.curves.map(({ x, y, band }): uPlot.AlignedData => {
      const rows = [y, ...(band ? [band.low, band.high] : [])];
      return [Array.from(x), ...rows.map((values) => Array.from(values, (value) => this.#drawn(value)))] as never;
    });
    return tables.length === 0 ? [[]] : uPlot.join(tables);
  }

  #drawn(value: number): number | null {
    return Number.isFinite(value) && (!this.log || value > 0) ? value : null;
  }

  #make(): uPlot {
    const theme = this.theme!;
    const color = (index: number) => theme.series[index % theme.series.length]!;
    const axis = {
      stroke: theme.muted,
      grid: { stroke: theme.grid, width: 1 / devicePixelRatio },
      ticks: { stroke: theme.grid, width: 1 / devicePixelRatio },
      font: `11px ${theme.font}`,
    };
    const bands: uPlot.Band[] = [];
    const series: uPlot.Series[] = [
      { label: 'step', value: (_plot, value) => (value == null ? '–' : formatCount(value)) },
    ];
    for (const { label, color: index, band, points, faint } of this.curves) {
      series.push({
        label,
        stroke: faint ? withAlpha(color(index), 0.4) : color(index),
        width: faint ? 1 : 1.5,
        spanGaps: true,
        points: { show: points === true, size: 5, fill: color(index) },
        value: (_plot, value) => (value == null ? '–' : formatNumber(value, 5)),
      });
      if (band === undefined) continue;
      const hidden = { class: 'band-end', stroke: 'transparent', width: 0, spanGaps: true, points: { show: false } };
      series.push({ ...hidden, label: `${label}, least` }, { ...hidden, label: `${label}, greatest` });
      bands.push({ series: [series.length - 1, series.length - 2], fill: withAlpha(color(index), 0.18) });
    }
    const target = this.renderRoot.querySelector<HTMLElement>('.plot')!;
    return new uPlot(
      {
        width: this.width,
        height: this.height,
        // Steps, not dates.
        scales: {
          x: { time: false },
          y: { distr: this.log ? 3 : 1, range: (_plot, low, high) => this.#yRange(low, high) },
        },
        axes: [
          { ...axis, values: (_plot, ticks) => ticks.map((tick) => formatCount(tick)), incrs: STEPS },
          {
            ...axis,
            size: 56,
            values: (_plot, ticks) => ticks.map((tick) => (tick === null ? '' : formatNumber(tick, 4))),
          },
        ],
        series,
        bands,
        cursor: { drag: { x: true, y: false }, dataIdx: nearestDefined },
        hooks: {
          setSelect: [(plot) => this.#onSelect(plot)],
          draw: [(plot) => this.#drawMarks(plot)],
          ready: [(plot) => plot.over.addEventListener('dblclick', () => this.#tell(null))],
        },
        legend: { live: true, markers: { width: 2 } },
      },
      this.#data(),
      target,
    );
  }

  /** Room above and below, and for the levels that are near. */
  #yRange(low: number, high: number): uPlot.Range.MinMax {
    if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
    const near = this.levels
      .map(({ y }) => y)
      .filter((y) => Number.isFinite(y) && (!this.log || y > 0) && y >= low - (high - low) && y <= high + (high - low));
    const [bottom, top] = [Math.min(low, ...near), Math.max(high, ...near)];
    if (this.log) return [bottom * 0.9, top * 1.1];
    const room = top > bottom ? 0.06 * (top - bottom) : Math.max(1e-6, Math.abs(top) * 0.06);
    return [bottom - room, top + room];
  }

  #drawMarks(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const theme = this.theme!;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.font = `${11 * devicePixelRatio}px ${theme.font}`;
    ctx.lineWidth = devicePixelRatio;
    for (const { y, label } of this.levels) {
      const at = plot.valToPos(y, 'y', true);
      ctx.strokeStyle = theme.muted;
      ctx.fillStyle = theme.muted;
      ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(bbox.left, at);
      ctx.lineTo(bbox.left + bbox.width, at);
      ctx.stroke();
      ctx.textAlign = 'right';
      ctx.fillText(label, bbox.left + bbox.width - 4 * devicePixelRatio, at - 4 * devicePixelRatio);
    }
    for (const { x, kind } of this.marks) {
      const at = plot.valToPos(x, 'x', true);
      ctx.strokeStyle = kind === 'bad' ? theme.bad : kind === 'good' ? theme.good : theme.muted;
      ctx.setLineDash(kind === 'neutral' ? [2 * devicePixelRatio, 3 * devicePixelRatio] : []);
      ctx.beginPath();
      ctx.moveTo(at, bbox.top);
      ctx.lineTo(at, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  }

  #onSelect(plot: uPlot): void {
    const { left, width } = plot.select;
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
    this.#zoom(Math.sign(event.deltaY) * ZOOM, at);
  }

  #onKey(event: KeyboardEvent): void {
    const { from, to } = this.#shown;
    const middle = (from + to) / 2;
    const moves: Record<string, () => void> = {
      '+': () => this.#zoom(-ZOOM, middle),
      '=': () => this.#zoom(-ZOOM, middle),
      '-': () => this.#zoom(ZOOM, middle),
      ArrowLeft: () => this.#move(-ZOOM),
      ArrowRight: () => this.#move(ZOOM),
      '0': () => this.#tell(null),
      Escape: () => this.#tell(null),
    };
    const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  }

  /** @param by share that is added to what is shown, around `at` */
  #zoom(by: number, at: number): void {
    const { from, to } = this.#shown;
    this.#tell({ from: at - (at - from) * (1 + by), to: at + (to - at) * (1 + by) });
  }

  #move(by: number): void {
    const { from, to } = this.#shown;
    const width = to - from;
    const start = Math.min(
      Math.max(from + by * width, this.extent.from),
      Math.max(this.extent.from, this.extent.to - width),
    );
    this.#tell({ from: start, to: start + width });
  }

  /** Within the data, at least a few steps; all of it is null. */
  #tell(range: XRange | null): void {
    const { extent } = this;
    let next = range && { from: Math.max(extent.from, range.from), to: Math.min(extent.to, range.to) };
    if (next && (next.to - next.from < 2 || (next.from <= extent.from && next.to >= extent.to))) {
      next = next.to - next.from < 2 ? this.range : null;
    }
    this.range = next;
    this.dispatchEvent(new CustomEvent<XRange | null>('range', { detail: next }));
  }
}

/** Whole steps only. */
const STEPS = [1, 2, 5]
  .flatMap((digit) => Array.from({ length: 9 }, (_, power) => digit * 10 ** power))
  .sort((a, b) => a - b);

/** The nearest point that has a value: curves have their points at different steps. */
function nearestDefined(plot: uPlot, series: number, index: number): number {
  const values = plot.data[series]!;
  if (values[index] != null) return index;
  for (let distance = 1; distance < values.length; distance++) {
    if (values[index - distance] != null) return index - distance;
    if (values[index + distance] != null) return index + distance;
  }
  return index;
}
