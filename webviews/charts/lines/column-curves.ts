/** Columns of a table along a path, one named curve each, in standard deviations. One SVG, which can be saved. */
import { css, html, nothing, type PropertyValues, svg } from 'lit';
import { formatNumber } from '../../../daemon/format/numbers.ts';
import { roundTicks } from '../../../daemon/pictures/ticks.ts';
import '../base/number-table.ts';
import { chartStyles, legendStyles } from '../base/chart-styles.ts';
import { MeasuredElement } from '../base/measured-element.ts';
import { saveButton } from '../base/picture.ts';
import { svgPicture } from '../base/svg-picture.ts';
import type { ChartTheme } from '../base/theme.ts';
import { strings } from '../strings.ts';
import { byReach, type ColumnCurve, curvePath, curveTable, distanceTo, rangeOf, valueText } from './column-values.ts';

/** CSS pixels. */
const HEIGHT = 190;
const ROOM = { left: 40, right: 16, top: 8, bottom: 34 };
const TICK = 44;
/** Lines of curves beside their color: with two of them, twice as many columns are told apart. */
const DASHES = ['', '5 3'] as const;

export class ColumnCurves extends MeasuredElement {
  static override properties = {
    ...MeasuredElement.properties,
    curves: { attribute: false },
    x: { attribute: false },
    xTitle: {},
    yTitle: {},
    label: {},
    at: { state: true },
    near: { state: true },
  };
  declare curves: readonly ColumnCurve[];
  /** Ascending. */
  declare x: readonly number[];
  declare xTitle: string;
  declare yTitle: string;
  /** For screen readers. */
  declare label: string;
  /** Index of the x that is read; null: none. */
  declare at: number | null;
  /** The curve under the pointer. */
  declare near: number | null;
  /** Those that move most come first. */
  #ordered: readonly ColumnCurve[] = [];

  static override styles = [
    chartStyles,
    legendStyles,
    css`
    .chart:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
    }
    li {
      max-width: 100%;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    li.near {
      font-weight: 600;
    }
  `,
  ];

  constructor() {
    super();
    this.curves = [];
    this.x = [];
    this.xTitle = '';
    this.yTitle = '';
    this.label = '';
    this.at = null;
    this.near = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('curves')) return;
    this.#ordered = byReach(this.curves);
    this.near = null;
    if (this.at !== null && this.at >= this.x.length) this.at = null;
  }

  override render() {
    const { theme, width, x, label } = this;
    if (theme === null || width === 0 || x.length < 2) return nothing;
    return html`<div
        class="chart"
        tabindex="0"
        role="img"
        aria-label=${strings.readWithKeys({ label })}
        @pointermove=${this.#onMove}
        @pointerleave=${() => {
          [this.at, this.near] = [null, null];
        }}
        @keydown=${this.#onKey}
      >
        ${this.#picture(theme, width)}
      </div>
      ${saveButton(this, 'SVG', label, () => this.renderRoot.querySelector('.chart svg'))}
      ${this.#legend(theme)}
      <fs-number-table .table=${curveTable(this.#ordered, x, this.xTitle)} what=${label}></fs-number-table>`;
  }

  /** Where a value is drawn, CSS pixels. */
  #scales(width: number) {
    const { x } = this;
    const [low, high] = rangeOf(this.curves.map(({ scaled }) => scaled));
    const [left, right] = [ROOM.left, Math.max(ROOM.left + 1, width - ROOM.right)];
    const [top, bottom] = [ROOM.top, HEIGHT - ROOM.bottom];
    const [first, last] = [x[0]!, x.at(-1)!];
    return {
      ...{ left, right, top, bottom, low, high },
      toX: (value: number) => left + ((value - first) / (last - first)) * (right - left),
      toY: (value: number) => bottom - ((value - low) / (high - low)) * (bottom - top),
    };
  }

  #picture(theme: ChartTheme, width: number) {
    const { x, at, near } = this;
    const { left, right, top, bottom, low, high, toX, toY } = this.#scales(width);
    const drawn = this.#ordered.map((curve, i) => ({ curve, look: this.#look(theme, curve, i), isNear: i === near }));
    const xTicks = roundTicks(x[0]!, x.at(-1)!, Math.max(1, Math.floor((right - left) / TICK)));
    const yTicks = roundTicks(low, high, Math.max(1, Math.floor((bottom - top) / TICK) + 1));
    return svgPicture(
      theme,
      { width, height: HEIGHT, label: this.label },
      svg`<g fill=${theme.muted} translate="no">
        ${yTicks.map(
          ({ value, label }) => svg`
            <line x1=${left} x2=${right} y1=${toY(value)} y2=${toY(value)} stroke=${theme.grid} />
            <text x=${left - 5} y=${toY(value) + 4} text-anchor="end">${label}</text>`,
        )}
        ${xTicks.map(
          ({ value, label }) => svg`
            <line x1=${toX(value)} x2=${toX(value)} y1=${bottom} y2=${bottom + 4} stroke=${theme.muted} />
            <text x=${toX(value)} y=${bottom + 15} text-anchor="middle">${label}</text>`,
        )}
      </g>
      <text x=${(left + right) / 2} y=${HEIGHT - 4} text-anchor="middle" fill=${theme.muted}>${this.xTitle}</text>
      <text x="9" y=${(top + bottom) / 2} text-anchor="middle" fill=${theme.muted} transform="rotate(-90 9 ${(top + bottom) / 2})">${this.yTitle}</text>
      ${drawn
        .toReversed()
        .map(
          ({ curve, look, isNear }) =>
            svg`<path class="curve" d=${curvePath(curve.scaled, x, toX, toY)} fill="none" stroke=${look.color} stroke-width=${isNear ? 3 : 1.5} stroke-dasharray=${look.dash} />`,
        )}
      ${at === null ? nothing : svg`<line x1=${toX(x[at]!)} x2=${toX(x[at]!)} y1=${top} y2=${bottom} stroke=${theme.muted} />`}`,
    );
  }

  /** A column looks the same in all charts. If there are more columns than looks, those that move most get them. */
  #look(theme: ChartTheme, curve: ColumnCurve, i: number) {
    const isEnough = this.curves.length <= DASHES.length * theme.series.length;
    return lookOf(theme, isEnough ? this.curves.indexOf(curve) : i);
  }

  /** The values where the pointer is, in the units of the data. */
  #legend(theme: ChartTheme) {
    const { x, at, near } = this;
    const most = DASHES.length * theme.series.length;
    const shown = this.#ordered.map((curve, i) => ({ curve, i })).filter(({ i }) => i < most || i === near);
    const rest = this.#ordered.length - most;
    return html`<ul>
      ${at === null ? nothing : html`<li>${this.xTitle} ${formatNumber(x[at]!, 3)}</li>`}
      ${shown.map(({ curve, i }) => {
        const { color, dash } = this.#look(theme, curve, i);
        return html`<li class=${i === near ? 'near' : ''} title=${curve.name} translate="no"
          ><svg width="18" height="8" aria-hidden="true"
            >${svg`<line x1="0" x2="18" y1="4" y2="4" stroke=${color} stroke-width="2" stroke-dasharray=${dash} />`}</svg
          >${curve.name}${at === null ? nothing : ` ${valueText(curve, at)}`}</li
        >`;
      })}
      ${rest > 0 ? html`<li>${strings.otherCurves({ count: rest })}</li>` : nothing}
    </ul>`;
  }

  #onMove(event: PointerEvent): void {
    const { x } = this;
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const { left, right, toY } = this.#scales(this.width);
    const share = Math.max(0, Math.min(1, (event.clientX - box.left - left) / (right - left)));
    const at = Math.round(share * (x.length - 1));
    this.at = at;
    const y = event.clientY - box.top;
    const distances = this.#ordered.map((curve) => distanceTo(curve, at, y, toY));
    const nearest = distances.reduce((best, distance, i) => (distance < distances[best]! ? i : best), 0);
    this.near = (distances[nearest] ?? Infinity) <= 8 ? nearest : null;
  }

  #onKey(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const last = this.x.length - 1;
    this.at = this.at === null ? Math.round(last / 2) : Math.max(0, Math.min(last, this.at + step));
  }
}

customElements.define('fs-column-curves', ColumnCurves);

/** Of the `i`th curve; those after the last color are gray. */
function lookOf({ series, grid, muted, isHighContrast }: ChartTheme, i: number) {
  const dash = DASHES[Math.floor(i / series.length)];
  return dash === undefined
    ? { color: isHighContrast ? muted : grid, dash: '' }
    : { color: series[i % series.length]!, dash };
}
