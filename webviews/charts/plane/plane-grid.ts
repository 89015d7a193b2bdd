/** A grid of the plane and points, after some of the layers. */
import { css, html, nothing } from 'lit';
import { ChartElement } from '../base/chart-element.ts';
import '../base/number-table.ts';
import { chartStyles } from '../base/chart-styles.ts';
import type { NumberTable } from '../base/number-table.ts';
import { saveButton } from '../base/picture.ts';
import { withAlpha } from '../base/theme.ts';
import { strings } from '../strings.ts';
import { type Extent, squared } from './plane-navigation.ts';
import { around, pointTexts, rangeLine } from './plane-points.ts';

export interface GridPlaces {
  readonly lines: number;
  /** Points of a line. */
  readonly points: number;
  /** [stages, 2·lines·points, 2] */
  readonly positions: ArrayLike<number>;
  /** [stages, rows, 2] */
  readonly rows: ArrayLike<number>;
  readonly stages: number;
}

export class PlaneGrid extends ChartElement {
  static override properties = {
    ...ChartElement.properties,
    places: { attribute: false },
    stage: { type: Number },
    columns: { attribute: false },
    label: {},
  };
  declare places: GridPlaces | null;
  /** 0: the data. Positions between two stages are interpolated, so that the picture moves smoothly. */
  declare stage: number;
  /** Names of x and y. */
  declare columns: readonly string[];
  declare label: string;

  static override styles = [
    chartStyles,
    css`
    canvas {
      width: 100%;
      box-shadow: 0 0 0 1px var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    }
    .axis {
      max-width: 520px;
    }
  `,
  ];

  constructor() {
    super();
    this.places = null;
    this.stage = 0;
    this.columns = ['x', 'y'];
    this.label = '';
  }

  override render() {
    const rows = this.#mixed('rows');
    const { columns } = this;
    return html`<canvas role="img" aria-label=${this.label}></canvas>
      ${rangeLine(columns, this.#extent(rows))}
      ${this.hasPicture ? saveButton(this, 'PNG', this.label, () => this.renderRoot.querySelector('canvas')) : nothing}
      <fs-number-table .table=${rowTable(rows, columns)} what=${strings.rowsOf({ label: this.label })}></fs-number-table>`;
  }

  /** Of a square, which keeps its size while the stage changes; x and y have the same scale, if their ranges are not too different. */
  #extent(rows: Float32Array): Extent {
    return squared(around([{ values: rows }]));
  }

  /** Positions at the current stage. */
  #mixed(key: 'positions' | 'rows'): Float32Array {
    const { places } = this;
    if (places === null) return new Float32Array(0);
    const all = places[key];
    const size = all.length / places.stages;
    const from = Math.max(0, Math.min(places.stages - 1, Math.floor(this.stage)));
    const to = Math.min(places.stages - 1, from + 1);
    const share = this.stage - from;
    return Float32Array.from({ length: size }, (_, i) => {
      const a = all[from * size + i]!;
      return share === 0 ? a : a + share * (all[to * size + i]! - a);
    });
  }

  protected override draw(): void {
    const canvas = this.renderRoot.querySelector('canvas')!;
    const { places, theme } = this;
    const ratio = devicePixelRatio;
    const size = Math.round(Math.min(this.width, 520) * ratio);
    canvas.width = size;
    canvas.height = size;
    canvas.style.width = `${size / ratio}px`;
    canvas.style.height = `${size / ratio}px`;
    if (places === null || theme === null) return;
    const context = canvas.getContext('2d')!;
    const rows = this.#mixed('rows');
    const [left, right, bottom, top] = this.#extent(rows);
    const x = (value: number) => ((value - left) / (right - left)) * size;
    const y = (value: number) => ((top - value) / (top - bottom)) * size;
    const grid = this.#mixed('positions');
    const { lines, points } = places;
    context.lineWidth = ratio;
    for (let line = 0; line < 2 * lines; line++) {
      context.strokeStyle = withAlpha(line < lines ? theme.series[0]! : theme.series[2]!, 0.55);
      context.beginPath();
      for (let p = 0; p < points; p++) {
        const at = 2 * (line * points + p);
        context.lineTo(x(grid[at]!), y(grid[at + 1]!));
      }
      context.stroke();
    }
    context.fillStyle = theme.series[1]!;
    const dot = 2 * ratio;
    for (let i = 0; i < rows.length; i += 2)
      context.fillRect(x(rows[i]!) - dot / 2, y(rows[i + 1]!) - dot / 2, dot, dot);
  }
}

customElements.define('fs-plane-grid', PlaneGrid);

function rowTable(rows: Float32Array, [x = 'x', y = 'y']: readonly string[]): NumberTable {
  return {
    columns: [strings.row, x, y],
    rows: rows.length / 2,
    row: (i) => [String(i), ...pointTexts(rows, i)],
  };
}
