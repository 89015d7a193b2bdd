/** The least likely rows as a table whose rows open the file, and log q against the norm of the latents. */
import { html, nothing } from 'lit';
import { formatCount, formatNats } from '../../daemon/format/numbers.ts';
import { shortName } from '../charts/base/elide-middle.ts';
import '../charts/plane/axes-scatter.ts';
import { around } from '../charts/plane/plane-points.ts';
import type { Evaluated, RowValues } from './evaluation-data.ts';
import { strings } from './strings.ts';

/** Columns of the data in the table. */
const MOST_COLUMNS = 32;

/** @param open shows the file, at a line if it has lines; null: the host cannot */
export function unlikelyView(evaluated: Evaluated, open: ((line: number | null) => void) | null) {
  const { leastLikely, leastLikelyFile, leastLikelySource, columns = [], elbo } = evaluated;
  const file = leastLikelyFile ?? leastLikelySource;
  const names = columns.slice(0, MOST_COLUMNS);
  const cells = names.map((name, d) => columnTexts(evaluated, name, d));
  return html`<div class="rows" tabindex="0" role="region" aria-label=${strings.leastLikely}>
    <table>
      <thead>
        <tr>
          ${file === undefined ? nothing : html`<th scope="col" class="end">${leastLikelyFile === undefined ? strings.fileRow : strings.line}</th>`}
          <th scope="col" class="end">${strings.row}</th>
          <th scope="col" class="end">${elbo ? strings.bound : strings.logq}</th>
          ${names.map((name) => html`<th scope="col" class="end" translate="no" title=${name}>${shortName(name)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${leastLikely.map(
          ({ row, line, fileRow, logLikelihood, notFinite }, i) => html`<tr>
            ${file === undefined ? nothing : html`<td class="end">${placeCell(file, { line, fileRow }, open)}</td>`}
            <td class="end">${formatCount(row)}</td>
            <td class="end">${logLikelihood === null ? (notFinite ?? 'n/a') : formatNats(logLikelihood)}</td>
            ${cells.map((texts) => html`<td class="end" translate="no" title=${texts[i]!}>${shortName(texts[i]!)}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** The values of a column in these rows: names of categories, or numbers with all of their digits, so that they can be found in the file. */
function columnTexts({ leastLikely, categories = [] }: Evaluated, name: string, d: number): readonly string[] {
  const values = leastLikely.map(({ values: own = [] }) => own[d] ?? Number.NaN);
  const known = categories.find(({ column }) => column === name)?.values;
  return values.map((value) => known?.[value] ?? String(value));
}

interface Place {
  readonly line: number | undefined;
  readonly fileRow: number | undefined;
}

function placeCell(file: string, { line, fileRow }: Place, open: ((line: number | null) => void) | null) {
  const text = line ?? fileRow;
  if (text === undefined) return nothing;
  if (open === null) return String(text);
  const title = line === undefined ? strings.openFile({ file, row: text }) : strings.openLine({ file, line });
  return html`<button class="link" title=${title} aria-label=${title} @click=${() => open(line ?? null)}>${text}</button>`;
}

const SCATTER_COLUMNS = [strings.squaredNorm, strings.logqAxis];

export function scatterView({ points }: NonNullable<RowValues['scatter']>) {
  const sets = [{ values: points, color: 0, name: strings.scatterRow }];
  const [, right, bottom, top] = around(sets);
  return html`<fs-axes-scatter
    .sets=${sets}
    .columns=${SCATTER_COLUMNS}
    .first=${[0, right, bottom, top]}
    label=${strings.scatterChart}
  ></fs-axes-scatter>`;
}
