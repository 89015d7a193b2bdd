/** Estimates below each other on one axis, each with its interval. Their numbers are in a table beside it. */
import { html, nothing, svg } from 'lit';
import { roundTicks } from '../../../daemon/pictures/ticks.ts';
import { chartStyles } from '../base/chart-styles.ts';
import { MeasuredElement } from '../base/measured-element.ts';
import { saveButton } from '../base/picture.ts';
import { svgPicture } from '../base/svg-picture.ts';

export interface Interval {
  readonly name: string;
  readonly value: number;
  /** Half of its length. */
  readonly error: number;
  /** Index into the theme's colors. */
  readonly color: number;
}

const [ROW, BELOW, TOP, RIGHT] = [26, 36, 6, 14];
const TICK_EVERY = 80;

export class IntervalPlot extends MeasuredElement {
  static override properties = {
    ...MeasuredElement.properties,
    intervals: { attribute: false },
    xLabel: {},
    label: {},
  };
  declare intervals: readonly Interval[];
  declare xLabel: string;
  declare label: string;

  static override styles = chartStyles;

  constructor() {
    super();
    this.intervals = [];
    this.xLabel = '';
    this.label = '';
  }

  override render() {
    const { theme, width, intervals } = this;
    if (theme === null || width === 0 || intervals.length === 0) return nothing;
    const left = Math.min(200, Math.round(width * 0.45));
    const height = TOP + ROW * intervals.length + BELOW;
    const ends = intervals.flatMap(({ value, error }) => [value - error, value + error]);
    const [least, most] = [Math.min(...ends), Math.max(...ends)];
    const room = 0.05 * (most - least || 1);
    const [low, high] = [least - room, most + room];
    const x = (value: number) => left + ((value - low) / (high - low)) * (width - left - RIGHT);
    const bottom = height - BELOW;
    const ticks = roundTicks(low, high, Math.max(1, Math.floor((width - left) / TICK_EVERY)));
    return html`${svgPicture(
      theme,
      { width, height, label: this.label },
      svg`
        ${ticks.map(
          ({ value, label }) => svg`
            <line x1=${x(value)} x2=${x(value)} y1=${TOP} y2=${bottom} stroke=${theme.grid} />
            <text x=${x(value)} y=${bottom + 14} text-anchor="middle" fill=${theme.muted}>${label}</text>`,
        )}
        ${intervals.map(({ name, value, error, color }, row) => {
          const y = TOP + (row + 0.5) * ROW;
          const fill = theme.series[color % theme.series.length]!;
          return svg`
            <text x="0" y=${y + 4} fill=${theme.foreground}>${name}</text>
            <line x1=${x(value - error)} x2=${x(value + error)} y1=${y} y2=${y} stroke=${fill} stroke-width="2" />
            <circle cx=${x(value)} cy=${y} r="4.5" fill=${fill} />`;
        })}
        <text x=${(left + width) / 2} y=${height - 4} text-anchor="middle" fill=${theme.muted}>${this.xLabel}</text>`,
    )}
    ${saveButton(this, 'SVG', this.label, () => this.renderRoot.querySelector('svg'))}`;
  }
}

customElements.define('fs-interval-plot', IntervalPlot);
