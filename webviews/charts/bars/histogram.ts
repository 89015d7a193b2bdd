/** Overlaid distributions, as outlines. */
import { css, html, nothing, svg } from 'lit';
import { formatNumber } from '../../../daemon/format/numbers.ts';
import { columnTicks, type TickedAxis } from '../../../daemon/pictures/column-ticks.ts';
import { chartStyles } from '../base/chart-styles.ts';
import { elideMiddle, textWidth } from '../base/elide-middle.ts';
import { MeasuredElement } from '../base/measured-element.ts';
import { saveButton } from '../base/picture.ts';
import { svgPicture } from '../base/svg-picture.ts';
import type { ChartTheme } from '../base/theme.ts';

export interface Distribution {
  readonly counts: ArrayLike<number>;
  readonly low: number;
  readonly high: number;
  /** Index into the theme's colors. */
  readonly color: number;
}

const BOTTOM = 18;
/** CSS pixels from tick to tick at least. */
const TICK = 34;

export class Histogram extends MeasuredElement {
  static override properties = {
    ...MeasuredElement.properties,
    distributions: { attribute: false },
    height: { type: Number },
    axis: { attribute: false },
    names: { attribute: false },
    label: {},
  };
  declare distributions: readonly Distribution[];
  /** CSS pixels. */
  declare height: number;
  /** Of values that stand apart, which each have a tick; null: the ends of the axis are labeled. */
  declare axis: TickedAxis | null;
  /** Of the values 0, 1, …; null: they are numbers. */
  declare names: readonly string[] | null;
  declare label: string;

  static override styles = [
    chartStyles,
    css`
    svg {
      overflow: visible;
    }
  `,
  ];

  constructor() {
    super();
    this.distributions = [];
    this.height = 140;
    this.axis = null;
    this.names = null;
    this.label = '';
  }

  override render() {
    const { theme, width, height, distributions } = this;
    if (theme === null || width === 0 || distributions.length === 0) return nothing;
    const low = Math.min(...distributions.map((entry) => entry.low));
    const high = Math.max(...distributions.map((entry) => entry.high));
    const densities = distributions.map(densityOf);
    const top = Math.max(...densities.flat(), 1e-12);
    const x = (value: number) => ((value - low) / (high - low || 1)) * width;
    const y = (density: number) => (height - BOTTOM) * (1 - density / top);
    return html`${svgPicture(
      theme,
      { width, height, label: this.label },
      svg`
        <line x1="0" x2=${width} y1=${height - BOTTOM} y2=${height - BOTTOM} stroke=${theme.grid} />
        ${distributions.map((entry, i) => {
          const color = theme.series[entry.color % theme.series.length]!;
          const outline = steps(entry, densities[i]!, x, y);
          return svg`
            <path d=${`${outline} L ${x(entry.high)} ${height - BOTTOM} L ${x(entry.low)} ${height - BOTTOM} Z`} fill=${color} fill-opacity="0.15" />
            <path d=${outline} fill="none" stroke=${color} stroke-width="1.5" />
          `;
        })}
        ${this.axis === null ? endTexts(theme, low, high, width, height) : this.#ticks(theme, this.axis, x)}`,
    )}
      ${saveButton(this, 'SVG', this.label, () => this.renderRoot.querySelector('svg'))}`;
  }

  #ticks(theme: ChartTheme, axis: TickedAxis, x: (value: number) => number) {
    const { width, height, names } = this;
    const ticks = columnTicks(axis, Math.max(1, Math.floor(width / TICK)), names);
    const room = width / ticks.length - 6;
    return ticks.map(
      ({
        value,
        label,
      }) => svg`<text x=${x(value)} y=${height - 4} text-anchor="middle" fill=${theme.muted} translate="no">
        <title>${label}</title>${elideMiddle(label, room, textWidth)}</text>`,
    );
  }
}

customElements.define('fs-histogram', Histogram);

function endTexts(theme: ChartTheme, low: number, high: number, width: number, height: number) {
  return svg`
    <text x="0" y=${height - 4} fill=${theme.muted}>${formatNumber(low, 3)}</text>
    <text x=${width} y=${height - 4} text-anchor="end" fill=${theme.muted}>${formatNumber(high, 3)}</text>`;
}

/** Density of each bin, so that histograms with different bin widths are comparable. */
function densityOf({ counts, low, high }: Distribution): number[] {
  const list = Array.from(counts);
  const total = list.reduce((sum, count) => sum + count, 0) || 1;
  const width = (high - low) / list.length || 1;
  return list.map((count) => count / (total * width));
}

function steps(
  { low, high }: Distribution,
  densities: readonly number[],
  x: (value: number) => number,
  y: (density: number) => number,
): string {
  const width = (high - low) / densities.length;
  const points = densities.flatMap((density, bin) => [
    `${x(low + bin * width).toFixed(1)} ${y(density).toFixed(1)}`,
    `${x(low + (bin + 1) * width).toFixed(1)} ${y(density).toFixed(1)}`,
  ]);
  return `M ${points.join(' L ')}`;
}
