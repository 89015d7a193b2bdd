/** The numbers of a picture as text, rendered when the user opens the table. */
import { css, html, LitElement, nothing } from 'lit';
import { formatCount } from '../../../daemon/format/numbers.ts';
import { strings } from '../strings.ts';

export interface NumberTable {
  readonly columns: readonly string[];
  readonly rows: number;
  /** The texts of a row, one per column. */
  readonly row: (index: number) => readonly string[];
}

/** The rows of several lists, list by list. @param counts rows of each list @param row the texts of a row of one of them */
export function joinedTable(
  columns: readonly string[],
  counts: readonly number[],
  row: (list: number, index: number) => readonly string[],
): NumberTable {
  return {
    columns,
    rows: counts.reduce((sum, count) => sum + count, 0),
    row(index) {
      let [list, rest] = [0, index];
      while (rest >= counts[list]!) rest -= counts[list++]!;
      return row(list, rest);
    },
  };
}

/** Rows shown at most; exports have all. */
const MOST = 200;

export class NumberTableElement extends LitElement {
  static override properties = { table: { attribute: false }, what: {}, isOpen: { state: true } };
  declare table: NumberTable | null;
  /** What the picture shows. */
  declare what: string;
  declare isOpen: boolean;

  static override styles = css`
    :host {
      display: block;
      margin-top: 2px;
      font-size: 11px;
      color: var(--vscode-descriptionForeground);
    }
    summary {
      cursor: pointer;
      width: max-content;
    }
    summary:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
    }
    .scroll {
      max-height: 240px;
      overflow: auto;
    }
    .scroll:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
    }
    table {
      border-collapse: collapse;
      font-variant-numeric: tabular-nums;
    }
    th,
    td {
      padding: 1px 12px 1px 0;
      text-align: end;
      white-space: nowrap;
    }
    td {
      color: var(--vscode-foreground);
    }
  `;

  constructor() {
    super();
    this.table = null;
    this.what = '';
    this.isOpen = false;
  }

  override render() {
    const { table, isOpen } = this;
    if (table === null || table.rows === 0) return nothing;
    return html`<details
      @toggle=${(event: Event) => {
        this.isOpen = (event.currentTarget as HTMLDetailsElement).open;
      }}
    >
      <summary>${strings.table}</summary>
      ${isOpen ? this.#content(table) : nothing}
    </details>`;
  }

  #content({ columns, rows, row }: NumberTable) {
    const shown = Math.min(rows, MOST);
    return html`${rows > shown ? html`<div>${strings.rowsShown({ shown: formatCount(shown), rows: formatCount(rows) })}</div>` : nothing}
      <div class="scroll" tabindex="0" role="region" aria-label=${strings.tableOf({ what: this.what })}>
        <table>
          <thead>
            <tr>
              ${columns.map((name) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${Array.from({ length: shown }, (_, i) => {
              // Includes the first and the last row.
              const index = shown < 2 ? 0 : Math.round((i * (rows - 1)) / (shown - 1));
              return html`<tr>${row(index).map((text) => html`<td>${text}</td>`)}</tr>`;
            })}
          </tbody>
        </table>
      </div>`;
  }
}

customElements.define('fs-number-table', NumberTableElement);
