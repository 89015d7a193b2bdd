/** Means and deviations of a layer's input and output by dimension: a table, and a card for each dimension where there is no room for it. */
import { css, html, nothing } from 'lit';
import { formatNumber } from '../../../daemon/format/numbers.ts';
import { isConstant } from '../../../daemon/statistics/histograms.ts';
import type { ArrayValues } from '../../../protocol/array-values.ts';
import { strings as shared } from '../../components/strings.ts';
import type { Detail } from '../layers-data.ts';
import { strings } from '../strings.ts';

/** Dimensions listed in the table at most. */
const MOST_ROWS = 64;

/** Absolute error of scales and shifts: they come of differences of float32 values of about 1. */
const DIFFERENCE = 1e-6;

export const momentsStyles = css`
  .moments {
    container-type: inline-size;
  }
  .moments td {
    white-space: nowrap;
  }
  @container (max-width: 520px) {
    .moments table,
    .moments tbody {
      display: block;
    }
    .moments thead {
      position: absolute;
      clip-path: inset(50%);
      width: 1px;
      height: 1px;
      overflow: hidden;
    }
    .moments tr {
      display: block;
      padding: 4px 0;
      border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    }
    .moments td {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 0 12px;
      padding-inline-end: 0;
    }
    .moments td::before {
      content: attr(data-name);
      color: var(--vscode-descriptionForeground);
    }
  }
`;

type Column = readonly [name: string, cell: (dimension: number) => string];

export function momentsTable({ input, output, affine }: Detail) {
  const size = Math.max(input.mean.length, output.mean.length);
  const shown = Math.min(size, MOST_ROWS);
  const pair = (mean: ArrayValues | undefined, std: ArrayValues | undefined, d: number, absolute?: number) => {
    const [center, spread] = [mean?.[d], std?.[d]];
    if (center === undefined || Number.isNaN(center)) return strings.copied;
    const value = formatNumber(center, 3);
    if (isConstant(center, spread ?? Number.NaN, absolute)) return shared.constant({ value });
    return `${value} ± ${formatNumber(spread ?? Number.NaN, 3)}`;
  };
  const affineColumns: readonly Column[] =
    affine === null
      ? []
      : [
          [strings.scale, (d) => pair(affine.scale.mean, affine.scale.std, d, DIFFERENCE)],
          [strings.shift, (d) => pair(affine.shift.mean, affine.shift.std, d, DIFFERENCE)],
        ];
  const columns: readonly Column[] = [
    [strings.dimension, String],
    [strings.inputMoments, (d) => (d < input.mean.length ? pair(input.mean, input.std, d) : '')],
    [strings.outputMoments, (d) => (d < output.mean.length ? pair(output.mean, output.std, d) : '')],
    ...affineColumns,
  ];
  return html`<div class="scroll moments" tabindex="0" role="region" aria-label=${strings.moments}>
    <table>
      <thead>
        <tr>
          ${columns.map(([name]) => html`<th class="end">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          { length: shown },
          (_, d) => html`<tr>
            ${columns.map(([name, cell]) => html`<td class="end" data-name=${name}>${cell(d)}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
    ${size > shown ? html`<div class="muted">${strings.moreDimensions({ count: size - shown })}</div>` : nothing}
  </div>`;
}
