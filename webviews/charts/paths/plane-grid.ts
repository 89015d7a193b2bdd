/** A grid of the plane and points, after some of the layers. The points can be chosen, and a marked one can be moved. */
import { css, html, nothing, type PropertyValues, svg } from 'lit';
import { ChartElement } from '../base/chart-element.ts';
import '../base/number-table.ts';
import { chartStyles } from '../base/chart-styles.ts';
import type { NumberTable } from '../base/number-table.ts';
import { saveButton } from '../base/picture.ts';
import { AXES, axesStyles, planeAxes, planePlaces } from '../plane/plane-axes.ts';
import { type PlanePoint, withinExtent } from '../plane/plane-cells.ts';
import { type Extent, placeIn, squared } from '../plane/plane-navigation.ts';
import { around, pointTexts } from '../plane/plane-points.ts';
import type { PlaneTicks } from '../plane/plane-values.ts';
import { probedBy } from '../plane/probe-keys.ts';
import { strings } from '../strings.ts';
import { drawGrid, mixedStage } from './draw-grid.ts';
import { nearestPoint } from './nearest-point.ts';
import type { PlaceColors } from './place-colors.ts';

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

/** CSS pixels. */
const LARGEST = 520;
/** Radius of the marked point. */
const MARK = 6;

/** Sends `row` (its index) when the user clicks one, and `move` (PlanePoint) when the user moves the marked point. */
export class PlaneGrid extends ChartElement {
  static override properties = {
    ...ChartElement.properties,
    places: { attribute: false },
    stage: { type: Number },
    colors: { attribute: false },
    mark: { attribute: false },
    choosable: { type: Boolean },
    movable: { type: Boolean },
    columns: { attribute: false },
    ticks: { attribute: false },
    label: {},
    hover: { state: true },
  };
  declare places: GridPlaces | null;
  /** 0: the data. Positions between two stages are interpolated, so that the picture moves smoothly. */
  declare stage: number;
  /** Of the rows; null: all have one color. */
  declare colors: PlaceColors | null;
  /** The marked point at each stage, [stages, 2]; null: none. */
  declare mark: ArrayLike<number> | null;
  /** Rows can be chosen. */
  declare choosable: boolean;
  /** The marked point can be moved: dragged, put where no row is, or moved with the arrow keys. */
  declare movable: boolean;
  /** Names of x and y. */
  declare columns: readonly string[];
  /** The only values of x and y; null: all numbers. */
  declare ticks: PlaneTicks;
  declare label: string;
  /** The row under the pointer. */
  declare hover: number | null;
  #rows = new Float32Array(0);
  #extent: Extent = [-1, 1, -1, 1];
  #drawn: readonly unknown[] = [];
  #isDragged = false;

  static override styles = [
    chartStyles,
    axesStyles,
    css`
    canvas {
      box-shadow: 0 0 0 1px var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      touch-action: none;
    }
    canvas.near {
      cursor: pointer;
    }
    canvas:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
    }
    .reading {
      min-height: 1.4em;
    }
  `,
  ];

  constructor() {
    super();
    this.places = null;
    this.stage = 0;
    this.colors = null;
    this.mark = null;
    this.choosable = false;
    this.movable = false;
    this.columns = ['x', 'y'];
    this.ticks = [null, null];
    this.label = '';
    this.hover = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('places') && !changed.has('stage')) return;
    const { places, stage } = this;
    this.#rows = places === null ? new Float32Array(0) : mixedStage(places.rows, places.stages, stage);
    if (this.hover !== null && this.hover >= this.#rows.length / 2) this.hover = null;
    // A square keeps its size while the stage changes; x and y have the same scale, if their ranges are not too different.
    this.#extent = squared(around([{ values: this.#rows }]));
  }

  override render() {
    const { columns, movable, label, hover } = this;
    const rows = this.#rows;
    return html`<div class="frame">
        <canvas
          class=${hover === null ? '' : 'near'}
          tabindex=${movable ? 0 : nothing}
          role="img"
          aria-label=${movable ? strings.gridWithKeys({ label }) : label}
          @pointerdown=${this.#onDown}
          @pointermove=${this.#onMove}
          @pointerup=${this.#onUp}
          @pointercancel=${this.#onUp}
          @pointerleave=${() => {
            this.hover = null;
          }}
          @keydown=${this.#onKey}
        ></canvas>
        ${this.#axes()}
      </div>
      <div class="axis reading">
        ${hover === null ? nothing : html`<span>${strings.rowAt({ row: hover, place: pointTexts(rows, hover).join(', ') })}</span>`}
      </div>
      ${
        this.hasPicture
          ? saveButton(
              this,
              'PNG',
              label,
              () => this.renderRoot.querySelector('canvas'),
              () => ({ axes: { extent: this.#extent, columns } }),
            )
          : nothing
      }
      <fs-number-table .table=${rowTable(rows, columns)} what=${strings.rowsOf({ label })}></fs-number-table>`;
  }

  /** CSS pixels, of whole device pixels. */
  get #side(): number {
    const ratio = devicePixelRatio;
    return Math.max(1, Math.round(Math.min(this.width - AXES.left, LARGEST) * ratio)) / ratio;
  }

  get #at() {
    return planePlaces(this.#extent, this.#side, this.#side);
  }

  #axes() {
    const { theme, columns } = this;
    if (theme === null || this.width <= AXES.left) return nothing;
    return planeAxes(theme, this.#extent, this.#at, columns, this.#marks(), this.ticks);
  }

  /** The marked point. */
  get #marked(): PlanePoint | null {
    const { mark, stage } = this;
    if (mark === null || mark.length < 2) return null;
    const [x, y] = mixedStage(mark, mark.length / 2, stage);
    return { x: x!, y: y! };
  }

  #marks() {
    const { hover } = this;
    const marked = this.#marked;
    const { x, y, width, height } = this.#at;
    const { foreground, background, focus } = this.theme!;
    const row = hover === null ? null : { x: this.#rows[2 * hover]!, y: this.#rows[2 * hover + 1]! };
    const isInside = ({ x: a, y: b }: PlanePoint) =>
      x(a) >= AXES.left && x(a) <= AXES.left + width && y(b) >= 0 && y(b) <= height;
    return svg`
      ${row === null ? nothing : svg`<circle cx=${x(row.x)} cy=${y(row.y)} r="5" fill="none" stroke=${focus} stroke-width="1.5" />`}
      ${
        marked === null || !isInside(marked)
          ? nothing
          : svg`<circle class="mark" cx=${x(marked.x)} cy=${y(marked.y)} r=${MARK} fill=${background} fill-opacity="0.5" stroke=${background} stroke-width="4" />
              <circle cx=${x(marked.x)} cy=${y(marked.y)} r=${MARK} fill="none" stroke=${foreground} stroke-width="2" />`
      }`;
  }

  protected override draw(): void {
    const canvas = this.renderRoot.querySelector('canvas')!;
    const { places, theme, colors, stage } = this;
    const ratio = devicePixelRatio;
    const size = Math.round(this.#side * ratio);
    const inputs = [places, stage, colors, theme, size, ratio];
    if (inputs.every((input, i) => Object.is(input, this.#drawn[i]))) return;
    this.#drawn = inputs;
    canvas.width = size;
    canvas.height = size;
    canvas.style.width = `${size / ratio}px`;
    canvas.style.height = `${size / ratio}px`;
    if (places === null || theme === null) return;
    const context = canvas.getContext('2d')!;
    const { lines, points, positions, stages } = places;
    const grid = { positions: mixedStage(positions, stages, stage), lines, points, rows: this.#rows, colors };
    drawGrid(context, grid, this.#extent, size, theme);
  }

  #pointAt(event: MouseEvent): PlanePoint {
    const [atX, atY] = placeIn(event);
    const [left, right, bottom, top] = this.#extent;
    return { x: left + atX * (right - left), y: bottom + atY * (top - bottom) };
  }

  #rowAt(event: MouseEvent): number | null {
    const { x, y } = this.#at;
    const box = (event.currentTarget as Element).getBoundingClientRect();
    return nearestPoint(this.#rows, [event.clientX - box.left + AXES.left, event.clientY - box.top], x, y);
  }

  #isOnMark(event: MouseEvent): boolean {
    const marked = this.#marked;
    if (marked === null) return false;
    const { x, y } = this.#at;
    const at = this.#pointAt(event);
    return Math.hypot(x(at.x) - x(marked.x), y(at.y) - y(marked.y)) <= MARK + 5;
  }

  #onDown(event: PointerEvent): void {
    if (!this.movable && !this.choosable) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#isDragged = this.movable && this.#isOnMark(event);
    if (this.#isDragged) return;
    const row = this.choosable ? this.#rowAt(event) : null;
    if (row !== null) this.dispatchEvent(new CustomEvent('row', { detail: row }));
    else if (this.movable) {
      this.#isDragged = true;
      this.#moveTo(this.#pointAt(event));
    }
  }

  #onMove(event: PointerEvent): void {
    if (this.#isDragged) this.#moveTo(this.#pointAt(event));
    else if (this.choosable) this.hover = this.#rowAt(event);
  }

  #onUp(): void {
    this.#isDragged = false;
  }

  #onKey(event: KeyboardEvent): void {
    if (!this.movable || event.shiftKey) return;
    const next = probedBy(event, this.#extent, this.#marked);
    if (next?.point) this.#moveTo(next.point);
  }

  #moveTo(point: PlanePoint): void {
    this.dispatchEvent(new CustomEvent<PlanePoint>('move', { detail: withinExtent(this.#extent, point) }));
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
