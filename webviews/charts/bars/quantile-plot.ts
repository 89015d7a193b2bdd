/** Observed against expected quantiles; they are on the diagonal if the distributions agree. */
import { html, nothing, svg } from 'lit';
import { cellTicks } from '../../../daemon/pictures/column-ticks.ts';
import type { CutTurn } from '../../../daemon/pictures/turn-ticks.ts';
import { axisTicks, tickText } from '../base/axis-ticks.ts';
import { chartStyles } from '../base/chart-styles.ts';
import { MeasuredElement } from '../base/measured-element.ts';
import { saveButton } from '../base/picture.ts';
import { svgPicture } from '../base/svg-picture.ts';

const TICK_EVERY = 80;
/** From name to name beside the axis. */
const LINE = 14;
const MARGIN = { left: 54, right: 8, top: 8, bottom: 34 };

export class QuantilePlot extends MeasuredElement {
  static override properties = {
    ...MeasuredElement.properties,
    expected: { attribute: false },
    observed: { attribute: false },
    names: { attribute: false },
    turn: { attribute: false },
    xLabel: {},
    yLabel: {},
    label: {},
  };
  /** Ascending, of equal length. */
  declare expected: readonly (number | null)[];
  declare observed: readonly (number | null)[];
  /** Of categories: number k with its noise is in [k, k + 1). null: the values are numbers. */
  declare names: readonly string[] | null;
  /** Of an angle, whose circle is cut at a place of its own: the axes are one turn from there. null: it is none. */
  declare turn: CutTurn | null;
  declare xLabel: string;
  declare yLabel: string;
  declare label: string;

  static override styles = chartStyles;

  constructor() {
    super();
    this.expected = [];
    this.observed = [];
    this.names = null;
    this.turn = null;
    this.xLabel = '';
    this.yLabel = '';
    this.label = '';
  }

  override render() {
    const { theme, width, expected, observed, names, turn } = this;
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
    const ends = turn === null ? ([least - room, most + room] as const) : ([turn.cut, turn.cut + turn.period] as const);
    const [low, high] = names === null ? ends : [0, names.length];
    const range = high - low;
    const x = (value: number) => MARGIN.left + ((value - low) / range) * (width - MARGIN.left - MARGIN.right);
    const y = (value: number) =>
      height - MARGIN.bottom - ((value - low) / range) * (height - MARGIN.top - MARGIN.bottom);
    const own = names === null ? turn : cellTicks(names);
    const across = axisTicks(low, high, { length: width - MARGIN.left - MARGIN.right, apart: TICK_EVERY }, own);
    const up = axisTicks(
      low,
      high,
      { length: height, apart: names === null ? TICK_EVERY : LINE, name: MARGIN.left - 20 },
      own,
    );
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
        ${across.map(
          (tick) => svg`
            <line x1=${x(tick.value)} x2=${x(tick.value)} y1=${MARGIN.top} y2=${height - MARGIN.bottom} stroke=${theme.grid} />
            <text x=${x(tick.value)} y=${height - MARGIN.bottom + 14} text-anchor="middle" fill=${theme.muted}>${tickText(tick)}</text>`,
        )}
        ${up.map(
          (tick) => svg`
            <line x1=${MARGIN.left} x2=${width - MARGIN.right} y1=${y(tick.value)} y2=${y(tick.value)} stroke=${theme.grid} />
            <text x=${MARGIN.left - 6} y=${y(tick.value) + 4} text-anchor="end" fill=${theme.muted}>${tickText(tick)}</text>`,
        )}
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
