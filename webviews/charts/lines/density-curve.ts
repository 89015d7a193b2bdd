/** A density along one column, as the area below a curve, or the probability of each value as a bar. One SVG, which can be saved. */
import { css, html, nothing, svg } from 'lit';
import { formatNumber } from '../../../daemon/format/numbers.ts';
import '../base/number-table.ts';
import { type AxisScale, axisTicks, tickText } from '../base/axis-ticks.ts';
import { chartStyles } from '../base/chart-styles.ts';
import { elideMiddle, textWidth } from '../base/elide-middle.ts';
import { MeasuredElement } from '../base/measured-element.ts';
import type { NumberTable } from '../base/number-table.ts';
import { saveButton } from '../base/picture.ts';
import { svgPicture } from '../base/svg-picture.ts';
import type { ChartTheme } from '../base/theme.ts';
import { strings } from '../strings.ts';

/** CSS pixels. */
const HEIGHT = 280;
const ROOM = { left: 58, right: 14, top: 10, bottom: 36 };
const TICK = { x: 80, y: 44, value: 34 };
/** Rows of the table. */
const TABLE_ROWS = 41;

export interface DensityLine {
  /** Ascending. */
  readonly x: ArrayLike<number>;
  /** As long as x; a value that is not finite is not drawn. */
  readonly y: ArrayLike<number>;
  /** Of x. Absent: all numbers. */
  readonly scale?: AxisScale;
  /** A bar for each x, in place of the curve. */
  readonly bars?: {
    /** Distance of the values. */
    readonly width: number;
    /** Names of the values 0, 1, …; null: they are numbers. */
    readonly names: readonly string[] | null;
  };
}

export class DensityCurve extends MeasuredElement {
  static override properties = {
    ...MeasuredElement.properties,
    line: { attribute: false },
    extent: { attribute: false },
    mark: { attribute: false },
    markLabel: {},
    floor: { attribute: false },
    xTitle: {},
    yTitle: {},
    label: {},
    at: { state: true },
  };
  declare line: DensityLine | null;
  /** Of the horizontal axis. */
  declare extent: readonly [low: number, high: number];
  /** A place on the horizontal axis with a vertical line; null: none. */
  declare mark: number | null;
  declare markLabel: string;
  /** Lowest y; null: that of the curve. */
  declare floor: number | null;
  declare xTitle: string;
  declare yTitle: string;
  /** For screen readers. */
  declare label: string;
  /** Index of the point that is read; null: none. */
  declare at: number | null;

  static override styles = [
    chartStyles,
    css`
    .chart:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
    }
    .reading {
      min-height: 1.4em;
    }
  `,
  ];

  constructor() {
    super();
    this.line = null;
    this.extent = [0, 1];
    this.mark = null;
    this.markLabel = '';
    this.floor = null;
    this.xTitle = '';
    this.yTitle = '';
    this.label = '';
    this.at = null;
  }

  override render() {
    const { theme, width, line, label } = this;
    if (theme === null || width === 0 || line === null) return nothing;
    return html`<div
        class="chart"
        tabindex="0"
        role="img"
        aria-label=${strings.readWithKeys({ label })}
        @pointermove=${this.#onMove}
        @pointerleave=${() => {
          this.at = null;
        }}
        @keydown=${this.#onKey}
      >
        ${this.#picture(theme, width, line)}
      </div>
      ${saveButton(this, 'SVG', label, () => this.renderRoot.querySelector('.chart svg'))}
      <div class="axis reading" aria-live="polite"><span>${this.#reading(line)}</span></div>
      <fs-number-table .table=${this.#table(line)} what=${label}></fs-number-table>`;
  }

  #reading(line: DensityLine) {
    const { at } = this;
    const { x, y } = line;
    if (at === null || at >= x.length) return this.mark === null ? nothing : this.markLabel;
    return `${this.xTitle} ${textOf(line, at, 4)}: ${this.yTitle} ${formatNumber(y[at]!, 4)}`;
  }

  #table(line: DensityLine): NumberTable {
    const { x, y, bars } = line;
    const rows = bars === undefined ? Math.min(TABLE_ROWS, x.length) : x.length;
    return {
      columns: [this.xTitle, this.yTitle],
      rows,
      row(index) {
        const i = Math.round((index * (x.length - 1)) / Math.max(1, rows - 1));
        return [textOf(line, i, 5), formatNumber(y[i]!, 4)];
      },
    };
  }

  /** Where a value is drawn, CSS pixels. */
  #scales(width: number, { y }: DensityLine) {
    const finite = Array.from(y).filter(Number.isFinite);
    const most = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const least = this.floor ?? finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const [low, high] = most > least ? [least, most + 0.06 * (most - least)] : [0, 1];
    const [left, right] = [ROOM.left, Math.max(ROOM.left + 1, width - ROOM.right)];
    const [top, bottom] = [ROOM.top, HEIGHT - ROOM.bottom];
    const [first, last] = this.extent;
    return {
      ...{ left, right, top, bottom, low, high },
      toX: (value: number) => left + ((value - first) / (last - first)) * (right - left),
      toY: (value: number) => bottom - ((Math.max(low, value) - low) / (high - low)) * (bottom - top),
    };
  }

  #picture(theme: ChartTheme, width: number, line: DensityLine) {
    const { left, right, top, bottom, low, high, toX, toY } = this.#scales(width, line);
    const { x } = line;
    const [first, last] = this.extent;
    const apart = line.bars === undefined ? TICK.x : TICK.value;
    const xTicks = axisTicks(first, last, { length: right - left, apart }, line.scale);
    const yTicks = axisTicks(low, high, { length: bottom - top, apart: TICK.y });
    const { at, mark } = this;
    const isMarked = mark !== null && mark >= first && mark <= last;
    return svgPicture(
      theme,
      { width, height: HEIGHT, label: this.label },
      svg`<g fill=${theme.muted} translate="no">
        ${yTicks.map(
          (tick) => svg`
            <line x1=${left} x2=${right} y1=${toY(tick.value)} y2=${toY(tick.value)} stroke=${theme.grid} />
            <text x=${left - 5} y=${toY(tick.value) + 4} text-anchor="end">${tick.text}</text>`,
        )}
        ${xTicks.map(
          (tick) => svg`
            <line x1=${toX(tick.value)} x2=${toX(tick.value)} y1=${bottom} y2=${bottom + 4} stroke=${theme.muted} />
            <text x=${toX(tick.value)} y=${bottom + 15} text-anchor="middle">${tickText(tick)}</text>`,
        )}
        <text x=${(left + right) / 2} y=${HEIGHT - 4} text-anchor="middle"><title>${this.xTitle}</title>${elideMiddle(this.xTitle, right - left, textWidth)}</text>
        <text x="9" y=${(top + bottom) / 2} text-anchor="middle" transform="rotate(-90 9 ${(top + bottom) / 2})">${this.yTitle}</text>
      </g>
      ${line.bars === undefined ? curve(theme, line, toX, toY, bottom) : bars(theme, line, line.bars.width, toX, toY, bottom)}
      <line x1=${left} x2=${right} y1=${bottom} y2=${bottom} stroke=${theme.muted} />
      ${isMarked ? svg`<line class="mark" x1=${toX(mark)} x2=${toX(mark)} y1=${top} y2=${bottom} stroke=${theme.foreground} stroke-dasharray="4 3" />` : nothing}
      ${at === null || at >= x.length ? nothing : svg`<line x1=${toX(x[at]!)} x2=${toX(x[at]!)} y1=${top} y2=${bottom} stroke=${theme.muted} />`}`,
    );
  }

  #onMove(event: PointerEvent): void {
    const { line } = this;
    if (line === null) return;
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const { left, right } = this.#scales(this.width, line);
    const share = Math.max(0, Math.min(1, (event.clientX - box.left - left) / (right - left)));
    const last = line.x.length - 1;
    // A bar has room on both sides of its value.
    const place = line.bars === undefined ? share * last : share * line.x.length - 0.5;
    this.at = Math.max(0, Math.min(last, Math.round(place)));
  }

  #onKey(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0 || event.ctrlKey || event.metaKey || event.altKey || this.line === null) return;
    event.preventDefault();
    const last = this.line.x.length - 1;
    // A key moves by a hundredth of the axis, or to the next bar.
    const by = step * (this.line.bars === undefined ? Math.max(1, Math.round(last / 100)) : 1);
    this.at = this.at === null ? Math.round(last / 2) : Math.max(0, Math.min(last, this.at + by));
  }
}

customElements.define('fs-density-curve', DensityCurve);

type Scale = (value: number) => number;

/** The value of a point, or its name. */
function textOf({ x, bars }: DensityLine, i: number, digits: number): string {
  return bars?.names?.[i] ?? formatNumber(x[i]!, digits);
}

function curve(theme: ChartTheme, { x, y }: DensityLine, toX: Scale, toY: Scale, bottom: number) {
  const color = theme.series[0]!;
  return svg`<path class="area" d=${areaPath(x, y, toX, toY, bottom)} fill=${color} fill-opacity="0.25" />
      <path class="curve" d=${curvePath(x, y, toX, toY)} fill="none" stroke=${color} stroke-width="1.5" />`;
}

/** Share of the distance of bars that a bar has. */
const BAR = 0.82;

function bars(theme: ChartTheme, { x, y }: DensityLine, step: number, toX: Scale, toY: Scale, bottom: number) {
  const color = theme.series[0]!;
  const width = Math.max(1, BAR * (toX(step) - toX(0)));
  return Array.from(x, (value, i) =>
    Number.isFinite(y[i]!)
      ? svg`<rect class="bar" x=${(toX(value) - width / 2).toFixed(1)} width=${width.toFixed(1)} y=${toY(y[i]!).toFixed(1)} height=${Math.max(0, bottom - toY(y[i]!)).toFixed(1)} fill=${color} fill-opacity="0.6" stroke=${color} />`
      : nothing,
  );
}

function curvePath(x: ArrayLike<number>, y: ArrayLike<number>, toX: Scale, toY: Scale): string {
  return runsOf(y)
    .map((run) => run.map((i, k) => `${k === 0 ? 'M' : 'L'}${toX(x[i]!).toFixed(1)} ${toY(y[i]!).toFixed(1)}`).join(''))
    .join('');
}

function areaPath(x: ArrayLike<number>, y: ArrayLike<number>, toX: Scale, toY: Scale, bottom: number): string {
  return runsOf(y)
    .map((run) => {
      const line = run.map((i) => `L${toX(x[i]!).toFixed(1)} ${toY(y[i]!).toFixed(1)}`).join('');
      return `M${toX(x[run[0]!]!).toFixed(1)} ${bottom}${line}L${toX(x[run.at(-1)!]!).toFixed(1)} ${bottom}Z`;
    })
    .join('');
}

/** Indices of consecutive finite values. */
function runsOf(y: ArrayLike<number>): readonly (readonly number[])[] {
  const runs: number[][] = [];
  for (let i = 0; i < y.length; i++) {
    if (!Number.isFinite(y[i]!)) continue;
    if (i > 0 && Number.isFinite(y[i - 1]!)) runs.at(-1)!.push(i);
    else runs.push([i]);
  }
  return runs;
}
