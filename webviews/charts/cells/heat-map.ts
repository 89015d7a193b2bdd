/** A matrix as colored cells with axes, sharp at any zoom. */
import { css, html, nothing } from 'lit';
import { formatCount, formatNumber } from '../../../daemon/format/numbers.ts';
import { ChartElement } from '../base/chart-element.ts';
import { drawColorScale } from '../base/color-scale.ts';
import { colorTable, type MapName } from '../base/color-table.ts';
import { elidedName, elidedStyles } from '../base/elided-name.ts';
import { heatPicture, labeledRow } from './heat-picture.ts';
import '../base/number-table.ts';
import { chartStyles } from '../base/chart-styles.ts';
import type { NumberTable } from '../base/number-table.ts';
import { saveButton } from '../base/picture.ts';
import { strings } from '../strings.ts';

export interface HeatMatrix {
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns]; NaN stays empty. */
  readonly values: ArrayLike<number>;
}

/** Sends `cell` ({row, column}) when the user clicks a cell. */
export class HeatMap extends ChartElement {
  static override properties = {
    ...ChartElement.properties,
    matrix: { attribute: false },
    rowLabels: { attribute: false },
    columnLabels: { attribute: false },
    map: {},
    label: {},
    unit: {},
    selectedRow: { type: Number },
    hover: { state: true },
  };
  declare matrix: HeatMatrix | null;
  declare rowLabels: readonly string[];
  declare columnLabels: readonly string[];
  declare map: MapName;
  /** For screen readers. */
  declare label: string;
  declare unit: string;
  /** −1: none. */
  declare selectedRow: number;
  declare hover: { readonly row: number; readonly column: number } | null;

  static override styles = [
    chartStyles,
    elidedStyles,
    css`
    :host {
      container-type: inline-size;
    }
    .plot {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 0 8px;
    }
    .labels {
      display: flex;
      flex-direction: column;
      max-width: min(220px, 36cqi);
      color: var(--vscode-descriptionForeground);
      font-size: 11px;
    }
    .labels div {
      flex: 1;
      min-height: 0;
      display: flex;
      align-items: center;
      /* More rows than lines: a label is higher than its row. */
      overflow: visible;
    }
    .labels div.chosen {
      color: var(--vscode-foreground);
      font-weight: 600;
    }
    canvas {
      width: 100%;
      image-rendering: pixelated;
      cursor: crosshair;
    }
    .axis {
      grid-column: 2;
      padding-top: 2px;
    }
    .legend {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px 8px;
      margin-top: 6px;
      font-size: 11px;
      color: var(--vscode-descriptionForeground);
      font-variant-numeric: tabular-nums;
    }
    .legend canvas {
      width: 120px;
      height: 10px;
      cursor: default;
    }
    .read {
      min-height: 1.4em;
      overflow-wrap: anywhere;
    }
    @container (max-width: 480px) {
      .read {
        flex-basis: 100%;
      }
    }
  `,
  ];

  constructor() {
    super();
    this.matrix = null;
    this.rowLabels = [];
    this.columnLabels = [];
    this.map = 'sequential';
    this.label = '';
    this.unit = '';
    this.selectedRow = -1;
    this.hover = null;
  }

  /** CSS pixels of one row. */
  get #rowHeight(): number {
    const rows = this.matrix?.rows ?? 1;
    return Math.max(1, Math.min(18, Math.floor(420 / rows)));
  }

  override render() {
    const { matrix } = this;
    if (matrix === null || matrix.rows === 0 || matrix.columns === 0) return nothing;
    const [low, high] = this.#limits(matrix);
    const every = labeledRow(this.#rowHeight);
    const { hover } = this;
    const first = this.columnLabels[0];
    const last = this.columnLabels.at(-1);
    return html`
      <div class="plot">
        <div class="labels" aria-hidden="true" translate="no">
          ${this.rowLabels.map(
            (label, row) => html`<div class=${row === this.selectedRow ? 'chosen' : ''} title=${label}>
              ${row % every === 0 || row === this.selectedRow ? elidedName(label) : nothing}
            </div>`,
          )}
        </div>
        <canvas
          class="cells"
          role="img"
          aria-label=${strings.matrix({
            label: this.label,
            rows: matrix.rows,
            columns: formatCount(matrix.columns),
            low: formatNumber(low),
            high: formatNumber(high),
            unit: this.unit,
          })}
          @mousemove=${(event: MouseEvent) => {
            this.hover = this.#cellAt(event);
          }}
          @mouseleave=${() => {
            this.hover = null;
          }}
          @click=${(event: MouseEvent) => {
            const cell = this.#cellAt(event);
            if (cell !== null) this.dispatchEvent(new CustomEvent('cell', { detail: cell }));
          }}
        ></canvas>
        <div class="axis" aria-hidden="true"><span>${first}</span><span>${last}</span></div>
      </div>
      <div class="legend">
        <span>${formatNumber(low)}</span><canvas class="scale" aria-hidden="true"></canvas
        ><span>${formatNumber(high)} ${this.unit}</span>
        <span class="read"
          >${
            hover === null
              ? nothing
              : strings.cell({
                  row: this.rowLabels[hover.row] ?? hover.row,
                  column: this.columnLabels[hover.column] ?? hover.column,
                  value: formatNumber(matrix.values[hover.row * matrix.columns + hover.column]!, 4),
                })
          }</span
        >
      </div>
      ${
        this.hasPicture
          ? saveButton(
              this,
              'PNG',
              this.label,
              () => this.#picture(matrix),
              () => ({}),
            )
          : nothing
      }
      <fs-number-table .table=${this.#table(matrix)} what=${this.label}></fs-number-table>
    `;
  }

  /** The cells with their labels and the scale. */
  #picture({ rows }: HeatMatrix): HTMLCanvasElement | null {
    const cells = this.renderRoot.querySelector<HTMLCanvasElement>('canvas.cells');
    const scale = this.renderRoot.querySelector<HTMLCanvasElement>('canvas.scale');
    if (cells === null || scale === null) return null;
    return heatPicture({
      cells,
      scale,
      width: cells.clientWidth,
      rowHeight: this.#rowHeight,
      rowLabels: this.rowLabels.slice(0, rows),
      ends: [this.columnLabels[0] ?? '', this.columnLabels.at(-1) ?? ''],
      limits: this.#limits(this.matrix!).map((value) => `${formatNumber(value)} ${this.unit}`),
      theme: this.theme!,
    });
  }

  /** Transposed, because there are more columns (steps) than rows (layers). */
  #table({ rows, columns, values }: HeatMatrix): NumberTable {
    return {
      columns: ['', ...Array.from({ length: rows }, (_, row) => this.rowLabels[row] ?? String(row))],
      rows: columns,
      row: (column) => [
        this.columnLabels[column] ?? String(column),
        ...Array.from({ length: rows }, (_, row) => formatNumber(values[row * columns + column]!, 4)),
      ],
    };
  }

  /** Symmetric around zero for diverging maps. */
  #limits({ values }: HeatMatrix): readonly [number, number] {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low > high) return [0, 1];
    if (this.map !== 'diverging') return low === high ? [low, low + 1] : [low, high];
    const most = Math.max(Math.abs(low), Math.abs(high), 1e-12);
    return [-most, most];
  }

  #cellAt(event: MouseEvent): { row: number; column: number } | null {
    const { matrix } = this;
    if (matrix === null) return null;
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left) / box.width) * matrix.columns);
    const row = Math.floor(((event.clientY - box.top) / box.height) * matrix.rows);
    const inside = row >= 0 && row < matrix.rows && column >= 0 && column < matrix.columns;
    return inside ? { row, column } : null;
  }

  protected override draw(): void {
    const { matrix } = this;
    const canvas = this.renderRoot.querySelector<HTMLCanvasElement>('canvas.cells');
    const scale = this.renderRoot.querySelector<HTMLCanvasElement>('canvas.scale');
    if (matrix === null || canvas === null || scale === null) return;
    const { rows, columns, values } = matrix;
    const table = colorTable(this.map, this.theme!.isDark);
    const [low, high] = this.#limits(matrix);
    const image = new ImageData(columns, rows);
    const pixels = new Uint32Array(image.data.buffer);
    for (let i = 0; i < pixels.length; i++) {
      const value = values[i]!;
      if (Number.isFinite(value)) pixels[i] = table[Math.round(((value - low) / (high - low)) * 255)]!;
    }
    // One pixel per cell: the browser scales it without smoothing.
    canvas.width = columns;
    canvas.height = rows;
    canvas.style.height = `${rows * this.#rowHeight}px`;
    canvas.getContext('2d')!.putImageData(image, 0, 0);
    drawColorScale(scale, table);
  }
}

customElements.define('fs-heat-map', HeatMap);
