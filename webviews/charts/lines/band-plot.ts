/** A curve of shares against levels, with the diagonal and a band around it. */
import { html, nothing, svg } from 'lit';
import { chartStyles } from '../base/chart-styles.ts';
import { MeasuredElement } from '../base/measured-element.ts';
import type { NumberTable } from '../base/number-table.ts';
import '../base/number-table.ts';
import { saveButton } from '../base/picture.ts';
import { svgPicture } from '../base/svg-picture.ts';
import { withAlpha } from '../base/theme.ts';

export interface Band {
  /** In [0, 1], ascending, as the others. */
  readonly levels: readonly (number | null)[];
  readonly observed: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

const MARGIN = { left: 48, right: 24, top: 8, bottom: 36 };
const TICKS = [0, 0.25, 0.5, 0.75, 1];
const TALLEST = 300;

export class BandPlot extends MeasuredElement {
  static override properties = {
    ...MeasuredElement.properties,
    band: { attribute: false },
    columns: { attribute: false },
    label: {},
  };
  declare band: Band | null;
  /** Names of the levels, the curve and the ends of the band. */
  declare columns: readonly [string, string, string, string];
  declare label: string;

  static override styles = chartStyles;

  constructor() {
    super();
    this.band = null;
    this.columns = ['', '', '', ''];
    this.label = '';
  }

  override render() {
    const { theme, width, band, columns, label } = this;
    if (theme === null || width === 0 || band === null) return nothing;
    const height = Math.min(TALLEST, width);
    const x = (share: number) => MARGIN.left + share * (width - MARGIN.left - MARGIN.right);
    const y = (share: number) => height - MARGIN.bottom - share * (height - MARGIN.top - MARGIN.bottom);
    const point = (i: number, of: readonly (number | null)[]) =>
      `${x(band.levels[i] ?? 0).toFixed(1)} ${y(of[i] ?? 0).toFixed(1)}`;
    const all = [...band.levels.keys()];
    const upper = all.map((i) => point(i, band.high));
    const lower = all.map((i) => point(i, band.low)).reverse();
    const curve = [`${x(0)} ${y(0)}`, ...all.map((i) => point(i, band.observed)), `${x(1)} ${y(1)}`];
    return html`${svgPicture(
      theme,
      { width, height, label },
      svg`
        ${TICKS.map(
          (share) => svg`
            <line x1=${x(share)} x2=${x(share)} y1=${y(0)} y2=${y(1)} stroke=${theme.grid} />
            <line x1=${x(0)} x2=${x(1)} y1=${y(share)} y2=${y(share)} stroke=${theme.grid} />
            <text x=${x(share)} y=${y(0) + 14} text-anchor="middle" fill=${theme.muted}>${percent(share)}</text>
            <text x=${x(0) - 6} y=${y(share) + 4} text-anchor="end" fill=${theme.muted}>${percent(share)}</text>`,
        )}
        <path d=${`M ${[`${x(0)} ${y(0)}`, ...upper, `${x(1)} ${y(1)}`, ...lower].join(' L ')} Z`} fill=${withAlpha(theme.muted, 0.25)} />
        <line x1=${x(0)} y1=${y(0)} x2=${x(1)} y2=${y(1)} stroke=${theme.muted} stroke-dasharray="5 4" />
        <path d=${`M ${curve.join(' L ')}`} fill="none" stroke=${theme.series[0]!} stroke-width="2" />
        <text x=${(x(0) + x(1)) / 2} y=${height - 4} text-anchor="middle" fill=${theme.muted}>${columns[0]}</text>
        <text x="10" y=${(y(0) + y(1)) / 2} text-anchor="middle" fill=${theme.muted} transform="rotate(-90 10 ${(y(0) + y(1)) / 2})">${columns[1]}</text>`,
    )}
    ${saveButton(this, 'SVG', label, () => this.renderRoot.querySelector('svg'))}
    <fs-number-table .table=${tableOf(band, columns)} what=${label}></fs-number-table>`;
  }
}

customElements.define('fs-band-plot', BandPlot);

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function tableOf({ levels, observed, low, high }: Band, columns: BandPlot['columns']): NumberTable {
  const text = (share: number | null | undefined) => `${(100 * (share ?? Number.NaN)).toFixed(1)} %`;
  return { columns, rows: levels.length, row: (i) => [levels[i], observed[i], low[i], high[i]].map(text) };
}
