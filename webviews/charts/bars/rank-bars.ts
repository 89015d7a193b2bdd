/** A histogram of ranks, flat if two distributions agree, with the band in which most bars are then. */
import { html, nothing, svg } from 'lit';
import { formatNumber } from '../../../daemon/format/numbers.ts';
import { roundTicks } from '../../../daemon/pictures/ticks.ts';
import { chartStyles } from '../base/chart-styles.ts';
import { MeasuredElement } from '../base/measured-element.ts';
import '../base/number-table.ts';
import { saveButton } from '../base/picture.ts';
import { svgPicture } from '../base/svg-picture.ts';
import { withAlpha } from '../base/theme.ts';

const MARGIN = { left: 48, right: 12, top: 8, bottom: 36 };
const HEIGHT = 220;
const [TICKS_ACROSS, TICKS_UP] = [5, 5];
/** Rows, so that ticks are at whole numbers. */
const LOWEST_TOP = 4.4;

export class RankBars extends MeasuredElement {
  static override properties = {
    ...MeasuredElement.properties,
    counts: { attribute: false },
    low: { type: Number },
    high: { type: Number },
    columns: { attribute: false },
    label: {},
  };
  declare counts: readonly number[];
  /** Ends of the band. */
  declare low: number;
  declare high: number;
  /** Names of the ranks and of the number of rows. */
  declare columns: readonly [string, string];
  declare label: string;

  static override styles = chartStyles;

  constructor() {
    super();
    this.counts = [];
    this.low = 0;
    this.high = 0;
    this.columns = ['', ''];
    this.label = '';
  }

  override render() {
    const { theme, width, counts, low, high, columns, label } = this;
    const bins = counts.length;
    if (theme === null || width === 0 || bins === 0) return nothing;
    const top = Math.max(LOWEST_TOP, 1.1 * Math.max(high, ...counts));
    const expected = counts.reduce((sum, count) => sum + count, 0) / bins;
    const x = (share: number) => MARGIN.left + share * (width - MARGIN.left - MARGIN.right);
    const y = (count: number) => HEIGHT - MARGIN.bottom - (count / top) * (HEIGHT - MARGIN.top - MARGIN.bottom);
    const range = (bin: number) => `${formatNumber(bin / bins, 3)} … ${formatNumber((bin + 1) / bins, 3)}`;
    return html`${svgPicture(
      theme,
      { width, height: HEIGHT, label },
      svg`
        <rect x=${x(0)} y=${y(high)} width=${x(1) - x(0)} height=${y(low) - y(high)} fill=${withAlpha(theme.muted, 0.25)} />
        ${counts.map((count, bin) => {
          const left = x(bin / bins) + 0.5;
          return svg`<rect x=${left} y=${y(count)} width=${Math.max(1, x((bin + 1) / bins) - left - 0.5)} height=${y(0) - y(count)} fill=${theme.series[0]!} fill-opacity="0.75" />`;
        })}
        ${[low, high].map((end) => svg`<line x1=${x(0)} x2=${x(1)} y1=${y(end)} y2=${y(end)} stroke=${theme.muted} />`)}
        <line x1=${x(0)} x2=${x(1)} y1=${y(expected)} y2=${y(expected)} stroke=${theme.foreground} stroke-dasharray="5 4" />
        <line x1=${x(0)} x2=${x(1)} y1=${y(0)} y2=${y(0)} stroke=${theme.grid} />
        ${roundTicks(0, 1, TICKS_ACROSS).map(({ value, label: text }) => svg`<text x=${x(value)} y=${y(0) + 14} text-anchor="middle" fill=${theme.muted}>${text}</text>`)}
        ${roundTicks(0, top, TICKS_UP).map((tick) => svg`<text x=${x(0) - 6} y=${y(tick.value) + 4} text-anchor="end" fill=${theme.muted}>${tick.label}</text>`)}
        <text x=${(x(0) + x(1)) / 2} y=${HEIGHT - 4} text-anchor="middle" fill=${theme.muted}>${columns[0]}</text>
        <text x="10" y=${(y(0) + MARGIN.top) / 2} text-anchor="middle" fill=${theme.muted} transform="rotate(-90 10 ${(y(0) + MARGIN.top) / 2})">${columns[1]}</text>`,
    )}
    ${saveButton(this, 'SVG', label, () => this.renderRoot.querySelector('svg'))}
    <fs-number-table
      .table=${{ columns, rows: bins, row: (bin: number) => [range(bin), formatNumber(counts[bin]!, 4)] }}
      what=${label}
    ></fs-number-table>`;
  }
}

customElements.define('fs-rank-bars', RankBars);
