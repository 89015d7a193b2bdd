/** What each run can say of a point, and how it compares with the data: a table, and a card for each measure in little room. */
import { css, html, nothing } from 'lit';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { strings } from '../strings.ts';
import type { JudgedCell, JudgedGroup, JudgedRow } from './judged-rows.ts';
import { ALL_TEXTS } from './yardstick-texts.ts';

export const judgedTableStyles = css`
  .judged {
    container-type: inline-size;
  }
  .scroll.judged {
    max-height: none;
  }
  .judged thead th {
    overflow-wrap: anywhere;
    min-width: 9ch;
    vertical-align: bottom;
  }
  .judged th[scope='rowgroup'] {
    padding-top: 8px;
    color: var(--vscode-foreground);
  }
  .judged th[scope='row'] {
    font-weight: normal;
    padding-inline-start: 12px;
  }
  .judged td {
    white-space: nowrap;
  }
  .judged .detail {
    display: block;
    font-size: 0.92em;
    color: var(--vscode-descriptionForeground);
    white-space: normal;
    max-width: 24ch;
  }
  .judged .like {
    color: var(--vscode-charts-green);
  }
  .judged .unlike {
    color: var(--vscode-charts-red);
  }
  .failure {
    overflow-wrap: anywhere;
  }
  .texts {
    max-width: 90ch;
  }
  .texts dl {
    margin: 0;
  }
  .texts dt {
    margin-top: 6px;
    font-weight: 600;
  }
  .texts dd {
    margin: 0;
    color: var(--vscode-descriptionForeground);
  }
  @container (max-width: 640px) {
    .judged :is(table, tbody, tr) {
      display: block;
    }
    .judged thead {
      position: absolute;
      clip-path: inset(50%);
      width: 1px;
      height: 1px;
      overflow: hidden;
    }
    .judged :is(th[scope='row'], th[scope='rowgroup']) {
      display: block;
      padding: 6px 0 0;
    }
    .judged td {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 0 12px;
      padding-inline: 12px 0;
      white-space: normal;
    }
    .judged td::before {
      content: attr(data-name);
      color: var(--vscode-descriptionForeground);
      overflow-wrap: anywhere;
    }
    .judged td.nothing {
      display: none;
    }
    .judged .detail {
      flex: 1 0 100%;
      max-width: none;
      text-align: end;
    }
  }
`;

export interface JudgedState {
  /** Why there are no values of a run, in the order of the runs: it is computed, or never will be. null: there are. */
  readonly pending: readonly (string | null)[];
}

/** @param name of a run, as short as it can be */
export function judgedTable(
  runs: readonly RunInfo[],
  groups: readonly JudgedGroup[],
  { pending }: JudgedState,
  name: (run: RunInfo) => string,
) {
  const rows = groups.flatMap((group) => group.rows);
  const hasReference = rows.some(({ reference }) => reference !== null);
  const columns = 1 + runs.length + (hasReference ? 1 : 0);
  return html`<div class="scroll judged" tabindex="0" role="group" aria-label=${strings.judged}>
      <table>
        <thead>
          <tr>
            <th></th>
            ${runs.map(
              (run, i) => html`<th><span class="key c${i % 6}"></span> <span translate="no">${name(run)}</span></th>`,
            )}
            ${hasReference ? html`<th>${strings.data}</th>` : nothing}
          </tr>
        </thead>
        ${groups.map(
          ({ title, rows: own }) => html`<tbody>
            <tr><th scope="rowgroup" colspan=${columns}>${title}</th></tr>
            ${own.map(
              (row) => html`<tr>
                <th scope="row">${row.title}</th>
                ${runs.map((run, i) => cellView(row, i, name(run), pending[i] ?? null))}
                ${hasReference ? referenceView(row) : nothing}
              </tr>`,
            )}
          </tbody>`,
        )}
      </table>
    </div>
    <div class="muted">${strings.judgedText}</div>`;
}

function cellView({ cells }: JudgedRow, i: number, run: string, pending: string | null) {
  const cell = cells[i] ?? null;
  if (cell === null) return html`<td class="muted" data-name=${run}>${pending ?? '–'}</td>`;
  return html`<td data-name=${run}>
    <span>${cell.text}${markOf(cell)}</span>${
      cell.detail === undefined ? nothing : html` <span class="detail">${cell.detail}</span>`
    }
  </td>`;
}

/** Nothing where data in place of samples are no measure. */
function markOf({ isLikeData }: JudgedCell) {
  if (isLikeData === undefined) return nothing;
  const [name, text, mark] = isLikeData ? ['like', strings.likeData, '✓'] : ['unlike', strings.unlikeData, '✗'];
  return html` <span class=${name} role="img" title=${text} aria-label=${text}>${mark}</span>`;
}

function referenceView({ reference }: JudgedRow) {
  return html`<td class="muted ${reference === null ? 'nothing' : ''}" data-name=${strings.data}>${reference ?? ''}</td>`;
}

/** What each measure can and cannot show, on demand. */
export function yardstickTexts() {
  return html`<details class="texts">
    <summary>${strings.yardsticks}</summary>
    <dl>
      ${ALL_TEXTS.map(
        ({ title, shows, cannotShow }) => html`<dt>${title}</dt>
          <dd>${strings.canShow({ text: shows })}</dd>
          <dd>${strings.cannotShow({ text: cannotShow })}</dd>`,
      )}
    </dl>
  </details>`;
}

/** The texts of the table, measures as columns. @returns the headings, then a row for each run */
export function judgedColumns(
  runs: readonly RunInfo[],
  groups: readonly JudgedGroup[],
): { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const all = groups.flatMap((group) => group.rows);
  const text = (cell: JudgedCell | null | undefined) => {
    if (cell == null) return '';
    const { detail, isLikeData } = cell;
    const like = isLikeData === undefined ? [] : [isLikeData ? strings.likeData : strings.unlikeData];
    return [cell.text, ...like, ...(detail === undefined ? [] : [detail])].join('; ');
  };
  const columns = ['run', ...all.map(({ key }) => key)];
  return { columns, rows: runs.map(({ id }, i) => [id, ...all.map(({ cells }) => text(cells[i]))]) };
}
