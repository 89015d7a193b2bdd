/** Columns of a table along a path: a small chart for each, in its own units, those that move most first. One SVG, which can be saved. */
import { css, html, nothing, type PropertyValues, svg } from 'lit';
import { formatNumber } from '../../../daemon/format/numbers.ts';
import { nameTicks } from '../../../daemon/pictures/column-ticks.ts';
import { roundTicks } from '../../../daemon/pictures/ticks.ts';
import { type AxisTick, axisTicks, tickText } from '../base/axis-ticks.ts';
import { elideMiddle, textWidth } from '../base/elide-middle.ts';
import '../base/number-table.ts';
import { chartStyles } from '../base/chart-styles.ts';
import { MeasuredElement } from '../base/measured-element.ts';
import { saveButton } from '../base/picture.ts';
import { svgPicture } from '../base/svg-picture.ts';
import type { ChartTheme } from '../base/theme.ts';
import { strings } from '../strings.ts';
import { byReach, type ColumnCurve, curvePath, curveTable, rangeOf, valueText } from './column-values.ts';

/** CSS pixels: a chart is at least so wide, and so high with its name and axis. */
const CELL = { width: 190, height: 138 };
const ROOM = { left: 46, right: 12, top: 22, bottom: 22 };
const TICK = { x: 40, y: 30, name: 13 };
/** Charts that are drawn until the user asks for the others. */
const FIRST = 24;

export class ColumnPanels extends MeasuredElement {
  static override properties = {
    ...MeasuredElement.properties,
    curves: { attribute: false },
    x: { attribute: false },
    start: { attribute: false },
    xTitle: {},
    label: {},
    at: { state: true },
    isWhole: { state: true },
  };
  declare curves: readonly ColumnCurve[];
  /** Ascending. */
  declare x: readonly number[];
  /** Index of the point from which the path goes; null: none. */
  declare start: number | null;
  declare xTitle: string;
  /** For screen readers. */
  declare label: string;
  /** Index of the x that is read; null: none. */
  declare at: number | null;
  /** Shows all columns, however many there are. */
  declare isWhole: boolean;
  #ordered: readonly ColumnCurve[] = [];

  static override styles = [
    chartStyles,
    css`
    .chart:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
    }
    .more {
      padding: 0;
      border: none;
      background: none;
      color: var(--vscode-textLink-foreground);
      font: inherit;
      cursor: pointer;
    }
    .more:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
    }
  `,
  ];

  constructor() {
    super();
    this.curves = [];
    this.x = [];
    this.start = null;
    this.xTitle = '';
    this.label = '';
    this.at = null;
    this.isWhole = false;
  }

  /** For export; null: nothing is drawn. */
  get picture(): SVGSVGElement | null {
    return this.renderRoot.querySelector('.chart svg');
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('curves')) return;
    this.#ordered = byReach(this.curves);
    if (this.at !== null && this.at >= this.x.length) this.at = null;
  }

  override render() {
    const { theme, width, x, label } = this;
    if (theme === null || width === 0 || x.length < 2) return nothing;
    const rest = this.isWhole ? 0 : Math.max(0, this.#ordered.length - FIRST);
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
        ${this.#picture(theme, width, this.#ordered.slice(0, this.#ordered.length - rest))}
      </div>
      ${saveButton(this, 'SVG', label, () => this.picture)}
      ${
        rest === 0
          ? nothing
          : html`<button
              class="more"
              @click=${() => {
                this.isWhole = true;
              }}
            >
              ${strings.showOtherColumns({ count: rest })}
            </button>`
      }
      <div class="axis"><span aria-live="polite">${this.#reading()}</span></div>
      <fs-number-table .table=${curveTable(this.#ordered, x, this.xTitle)} what=${label}></fs-number-table>`;
  }

  /** Where the values above the charts are. */
  #reading() {
    const read = this.at ?? this.start;
    return read === null ? nothing : `${this.xTitle} ${formatNumber(this.x[read]!, 3)}`;
  }

  #picture(theme: ChartTheme, width: number, curves: readonly ColumnCurve[]) {
    const { across, cell } = gridOf(width, curves.length);
    const rows = Math.ceil(curves.length / across);
    return svgPicture(
      theme,
      { width, height: Math.max(1, rows * CELL.height), label: this.label },
      curves.map((curve, i) =>
        this.#chart(theme, curve, cell, (i % across) * cell, Math.floor(i / across) * CELL.height),
      ),
    );
  }

  #chart(theme: ChartTheme, curve: ColumnCurve, width: number, dx: number, dy: number) {
    const { x, at, start } = this;
    const [low, high] = rangeOf([curve.values]);
    const [left, right] = [ROOM.left, Math.max(ROOM.left + 1, width - ROOM.right)];
    const [top, bottom] = [ROOM.top, CELL.height - ROOM.bottom];
    const [first, last] = [x[0]!, x.at(-1)!];
    const toX = (value: number) => left + ((value - first) / (last - first)) * (right - left);
    const toY = (value: number) => bottom - ((value - low) / (high - low)) * (bottom - top);
    const xTicks = roundTicks(first, last, Math.max(1, Math.floor((right - left) / TICK.x)));
    const yTicks = this.#ticksOf(curve, low, high, bottom - top);
    const color = theme.series[0]!;
    const read = at ?? start;
    const value = read === null ? null : curve.values[read]!;
    const shown = read === null ? '' : elideMiddle(valueText(curve, read), (right - left) / 2, textWidth);
    return svg`<g class="panel" transform="translate(${dx} ${dy})" translate="no">
      <title>${curve.name}</title>
      <text class="name" x=${left} y="14" fill=${theme.foreground}>${elideMiddle(curve.name, right - left - 7 * shown.length, textWidth)}</text>
      <text class="value" x=${right} y="14" text-anchor="end" fill=${theme.muted}>${shown}</text>
      <g fill=${theme.muted}>
        ${yTicks.map(
          (tick) => svg`
            <line x1=${left} x2=${right} y1=${toY(tick.value)} y2=${toY(tick.value)} stroke=${theme.grid} />
            <text x=${left - 5} y=${toY(tick.value) + 4} text-anchor="end">${tickText(tick)}</text>`,
        )}
        ${xTicks.map(
          (tick) => svg`
            <line x1=${toX(tick.value)} x2=${toX(tick.value)} y1=${bottom} y2=${bottom + 4} stroke=${theme.muted} />
            <text x=${toX(tick.value)} y=${bottom + 15} text-anchor="middle">${tick.label}</text>`,
        )}
      </g>
      <line x1=${left} x2=${right} y1=${bottom} y2=${bottom} stroke=${theme.muted} />
      <path class="curve" d=${curvePath(curve.values, x, toX, toY)} fill="none" stroke=${color} stroke-width="1.5" />
      ${at === null ? nothing : svg`<line x1=${toX(x[at]!)} x2=${toX(x[at]!)} y1=${top} y2=${bottom} stroke=${theme.muted} />`}
      ${
        read === null || !Number.isFinite(value)
          ? nothing
          : svg`<circle cx=${toX(x[read]!)} cy=${toY(value!)} r="3" fill=${color} />`
      }
    </g>`;
  }

  #ticksOf({ categories, turn = null }: ColumnCurve, low: number, high: number, length: number): readonly AxisTick[] {
    const names = categories === null ? null : nameTicks(categories);
    const apart = names === null ? TICK.y : TICK.name;
    return axisTicks(low, high, { length, apart, name: ROOM.left - 7 }, names ?? turn);
  }

  #onMove(event: PointerEvent): void {
    const { x } = this;
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const { cell } = gridOf(this.width, this.#ordered.length);
    const inside = ((event.clientX - box.left) % cell) - ROOM.left;
    const share = Math.max(0, Math.min(1, inside / (cell - ROOM.left - ROOM.right)));
    this.at = Math.round(share * (x.length - 1));
  }

  #onKey(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const last = this.x.length - 1;
    const by = step * Math.max(1, Math.round(last / 48));
    this.at = this.at === null ? Math.round(last / 2) : Math.max(0, Math.min(last, this.at + by));
  }
}

customElements.define('fs-column-panels', ColumnPanels);

/** Charts beside each other, and the width of one, CSS pixels. */
function gridOf(width: number, count: number) {
  const across = Math.max(1, Math.min(count, Math.floor(width / CELL.width)));
  // A few charts in a wide panel do not become large.
  return { across, cell: Math.min(width / across, 2 * CELL.width) };
}
