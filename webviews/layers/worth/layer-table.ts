/** The layers as a table that can be sorted: what each is worth, its gain and its log-det. */
import { css, html, LitElement, nothing } from 'lit';
import { layerLabel } from '../../../daemon/format/layer-label.ts';
import { formatNats, formatShortNats } from '../../../daemon/format/numbers.ts';
import { elidedName, elidedStyles } from '../../charts/base/elided-name.ts';
import { panelStyles } from '../../components/panel-styles.ts';
import { strings } from '../strings.ts';
import { type Column, nextSorting, type Sorting, sortedRows, type TableRow } from './table-order.ts';

const COLUMNS: readonly (readonly [Column, string])[] = [
  ['worth', strings.worth],
  ['gain', strings.gain],
  ['mean', strings.logDet],
];
/** CSS pixels below which numbers have two decimals. */
const NARROW = 480;

/** Sends `choose` (the layer's index) when the user selects a row. */
export class LayerTable extends LitElement {
  static override properties = {
    rows: { attribute: false },
    selected: { type: Number },
    sorting: { state: true },
    isNarrow: { state: true },
  };
  declare rows: readonly TableRow[];
  /** −1: none. */
  declare selected: number;
  declare sorting: Sorting | null;
  declare isNarrow: boolean;
  #sizes: ResizeObserver | null = null;

  static override styles = [
    panelStyles,
    elidedStyles,
    css`
      :host {
        display: block;
        min-height: 0;
      }
      table {
        width: 100%;
        max-width: 640px;
        table-layout: fixed;
      }
      th,
      td {
        padding: 2px 0 2px 8px;
        white-space: nowrap;
      }
      th:first-child,
      td:first-child {
        width: 37%;
        padding-inline-start: 0;
      }
      .muted {
        font-weight: normal;
      }
      th button,
      td button {
        max-width: 100%;
        padding: 0;
        border: none;
        background: none;
        color: inherit;
        font: inherit;
        text-align: inherit;
        cursor: pointer;
      }
      th button:hover {
        color: var(--vscode-foreground);
      }
      td button {
        display: flex;
      }
      button:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
      }
      tbody tr:hover {
        background: var(--vscode-list-hoverBackground);
      }
      tbody tr.chosen {
        background: var(--vscode-list-inactiveSelectionBackground);
      }
      .leading {
        font-weight: 600;
      }
    `,
  ];

  constructor() {
    super();
    this.rows = [];
    this.selected = -1;
    this.sorting = null;
    this.isNarrow = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes = new ResizeObserver(([entry]) => {
      this.isNarrow = entry!.contentRect.width < NARROW;
    });
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    this.#sizes?.disconnect();
    super.disconnectedCallback();
  }

  override render() {
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${strings.layerTable}>
      <table>
        <thead>
          <tr>
            <th scope="col">${strings.layerColumn}</th>
            ${COLUMNS.map(([column, title]) => this.#heading(column, title))}
          </tr>
        </thead>
        <tbody>
          ${sortedRows(this.rows, this.sorting).map((row) => this.#row(row))}
        </tbody>
      </table>
    </div>`;
  }

  #heading(column: Column, title: string) {
    const sorting = this.sorting?.column === column ? this.sorting : null;
    const order = sorting === null ? 'none' : sorting.descending ? 'descending' : 'ascending';
    return html`<th scope="col" class="end" aria-sort=${order}>
      <button
        title=${strings.sortBy({ column: title })}
        @click=${() => {
          this.sorting = nextSorting(this.sorting, column);
        }}
      >
        ${title}${sorting === null ? nothing : html` <span aria-hidden="true">${sorting.descending ? '↓' : '↑'}</span>`}
      </button>
    </th>`;
  }

  #row({ term, worth }: TableRow) {
    const label = layerLabel(term).trim();
    const isLayer = term.index >= 0;
    // No layer is selected: −1, which is also the index of a row of the data.
    const isChosen = isLayer && term.index === this.selected;
    const choose = () => this.dispatchEvent(new CustomEvent('choose', { detail: term.index }));
    return html`<tr class=${isChosen ? 'chosen' : ''} aria-current=${isChosen}>
      <td translate="no">${isLayer ? html`<button @click=${choose}>${elidedName(label)}</button>` : elidedName(label)}</td>
      <td class="end leading">${worth === null ? '–' : worth.affine ? this.#affine() : this.#nats(worth.value)}</td>
      <td class="end">${this.#nats(term.gain)}</td>
      <td class="end">${this.#nats(term.mean)}</td>
    </tr>`;
  }

  #affine() {
    return html`<span class="muted" title=${strings.affineHelp}>${strings.affine}</span>`;
  }

  #nats(value: number | null): string {
    if (value === null) return '–';
    return this.isNarrow ? formatShortNats(value) : formatNats(value);
  }
}

customElements.define('fs-layer-table', LayerTable);
