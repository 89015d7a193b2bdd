/** Observed against expected quantiles; they are on the diagonal if the distributions agree. */
import { html, nothing, svg } from 'lit';
import { roundTicks } from '../../../daemon/pictures/ticks.ts';
import { chartStyles } from '../base/chart-styles.ts';
import { MeasuredElement } from '../base/measured-element.ts';
import { saveButton } from '../base/picture.ts';
import { shortTick } from '../base/short-tick.ts';
import { svgPicture } from '../base/svg-picture.ts';

const TICK_EVERY = 80;
const MARGIN = { left: 54, right: 8, top: 8, bottom: 34 };

export class QuantilePlot extends MeasuredElement {
  static override properties = {
    ...MeasuredElement.properties,
    expected: { attribute: false },
    observed: { attribute: false },
    xLabel: {},
    yLabel: {},
    label: {},
  };
  /** Ascending, of equal length. */
  declare expected: readonly (number | null)[];
  declare observed: readonly (number | null)[];
  declare xLabel: string;
  declare yLabel: string;
  declare label: string;

  static override styles = chartStyles;

  constructor() {
    super();
    this.expected = [];
    this.observed = [];
    this.xLabel = '';
    this.yLabel = '';
    this.label = '';
  }

  override render() {
    const { theme, width, expected, observed } = this;
    const points = expected
      .map((x, i) => [x, observed[i]] as const)
      .filter((pair): pair is readonly [number, number] =>
        pair.every((value) => value != null && Number.isFinite(value)),
      );
    if (theme === null || width === 0 || points.length === 0) return nothing;
    const height = Math.min(360, width);
    const all = points.flat();
    const [least, most] = [Math.min(...all), Math.max(...all)];
    const room = 0.04 * (most - least) || 0.04 * Math.abs(most) || 1;
    const [low, high] = [least - room, most + room];
    const range = high - low;
    const x = (value: number) => MARGIN.left + ((value - low) / range) * (width - MARGIN.left - MARGIN.right);
    const y = (value: number) =>
      height - MARGIN.bottom - ((value - low) / range) * (height - MARGIN.top - MARGIN.bottom);
    const ticks = roundTicks(low, high, Math.max(2, Math.floor(width / TICK_EVERY)));
    return html`${svgPicture(
      theme,
      { width, height, label: this.label },
      svg`
        <rect
          x=${MARGIN.left}
          y=${MARGIN.top}
          width=${width - MARGIN.left - MARGIN.right}
          height=${height - MARGIN.top - MARGIN.bottom}
          fill="none"
          stroke=${theme.grid}
        />
        ${ticks.map((tick) => {
          const [across, up] = [x(tick.value), y(tick.value)];
          return svg`
            <line x1=${across} x2=${across} y1=${MARGIN.top} y2=${height - MARGIN.bottom} stroke=${theme.grid} />
            <line x1=${MARGIN.left} x2=${width - MARGIN.right} y1=${up} y2=${up} stroke=${theme.grid} />
            <text x=${across} y=${height - MARGIN.bottom + 14} text-anchor="middle" fill=${theme.muted}>${shortTick(tick)}</text>
            <text x=${MARGIN.left - 6} y=${up + 4} text-anchor="end" fill=${theme.muted}>${shortTick(tick)}</text>`;
        })}
        <line x1=${x(low)} y1=${y(low)} x2=${x(high)} y2=${y(high)} stroke=${theme.muted} stroke-dasharray="5 4" />
        ${points.map(([a, b]) => svg`<circle cx=${x(a)} cy=${y(b)} r="2" fill=${theme.series[0]!} />`)}
        <text x=${width / 2} y=${height - 4} text-anchor="middle" fill=${theme.muted}>${this.xLabel}</text>
        <text
          x="10"
          y=${height / 2}
          text-anchor="middle"
          fill=${theme.muted}
          transform="rotate(-90 10 ${height / 2})"
        >${this.yLabel}</text>`,
    )}
      ${saveButton(this, 'SVG', this.label, () => this.renderRoot.querySelector('svg'))}`;
  }
}

customElements.define('fs-quantile-plot', QuantilePlot);
