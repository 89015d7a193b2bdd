/** The least likely rows as a table whose rows open the file, and log q against the norm of the latents. */
import { html, nothing } from 'lit';
import { formatCount, formatNats, formatNumber } from '../../daemon/format/numbers.ts';
import '../charts/plane/scatter.ts';
import type { Evaluated, RowValues } from './evaluation-data.ts';
import { strings } from './strings.ts';

/** Columns of the data in the table. */
const MOST_COLUMNS = 32;

/** @param open shows a line of the file; null: the host cannot */
export function unlikelyView(
  { leastLikely, leastLikelyFile: file, columns = [], elbo }: Evaluated,
  open: ((line: number) => void) | null,
) {
  const names = columns.slice(0, MOST_COLUMNS);
  const hasLines = file !== undefined;
  return html`<div class="rows" tabindex="0" role="region" aria-label=${strings.leastLikely}>
    <table>
      <thead>
        <tr>
          ${hasLines ? html`<th scope="col" class="end">${strings.line}</th>` : nothing}
          <th scope="col" class="end">${strings.row}</th>
          <th scope="col" class="end">${elbo ? strings.bound : strings.logq}</th>
          ${names.map((name) => html`<th scope="col" class="end" translate="no">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${leastLikely.map(
          ({ row, line, logLikelihood, notFinite, values = [] }) => html`<tr>
            ${hasLines ? html`<td class="end">${lineCell(file, line, open)}</td>` : nothing}
            <td class="end">${formatCount(row)}</td>
            <td class="end">${logLikelihood === null ? (notFinite ?? 'n/a') : formatNats(logLikelihood)}</td>
            ${names.map((_, d) => html`<td class="end">${formatNumber(values[d] ?? Number.NaN)}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function lineCell(file: string, line: number | undefined, open: ((line: number) => void) | null) {
  if (line === undefined) return nothing;
  if (open === null) return String(line);
  const title = strings.openLine({ file, line });
  return html`<button class="link" title=${title} aria-label=${title} @click=${() => open(line)}>${line}</button>`;
}

const SCATTER_COLUMNS = [strings.squaredNorm, strings.logq];

export function scatterView({ points }: NonNullable<RowValues['scatter']>) {
  return html`<fs-scatter
    .sets=${[{ values: points, color: 0, name: strings.scatterRow }]}
    .columns=${SCATTER_COLUMNS}
    label=${strings.scatterChart}
  ></fs-scatter>`;
}
