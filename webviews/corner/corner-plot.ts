/**
 * Distributions of several columns and of all pairs of them, of two sets of rows: data are filled, samples are outlined.
 * Dragging in a cell selects the rows with these values in all cells; so do ranges that are typed.
 */
import { html, nothing, type PropertyValues } from 'lit';
import type { ValueRange } from '../../daemon/statistics/corner/row-selection.ts';
import { canvasColor } from '../charts/base/canvas-color.ts';
import { ChartElement } from '../charts/base/chart-element.ts';
import { chartStyles } from '../charts/base/chart-styles.ts';
import { saveButton } from '../charts/base/picture.ts';
import { sizeSharply } from '../charts/base/sharp-canvas.ts';
import { type Brush, brushed } from './brush.ts';
import { type CornerData, SelectedRows } from './corner-data.ts';
import { axisAt, type CornerLayout, cellAt, cornerLayout } from './corner-layout.ts';
import { cornerStyles } from './corner-styles.ts';
import { cornerTable } from './corner-table.ts';
import { type CellDrawing, drawRows } from './draw-cells.ts';
import { drawFrames, drawRanges } from './draw-frames.ts';
import { FarPoints } from './far-points.ts';
import { rangeInputs } from './range-inputs.ts';
import { selectionText } from './selection-text.ts';
import { strings } from './strings.ts';

/** Opacity of all rows behind those that are selected. */
const DIMMED = 0.3;

/** Pictures of all rows. */
interface DrawnAll {
  readonly full: HTMLCanvasElement;
  /** Behind a selection. */
  readonly dimmed: HTMLCanvasElement;
}

export class CornerPlot extends ChartElement {
  static override properties = {
    ...ChartElement.properties,
    data: { attribute: false },
    label: {},
    ranges: { state: true },
    dragging: { state: true },
  };
  declare data: CornerData | null;
  /** For screen readers. */
  declare label: string;
  /** By the name of a column, so that they stay when other columns or rows are shown. */
  declare protected ranges: ReadonlyMap<string, ValueRange>;
  declare protected dragging: boolean;
  #brush: Brush | null = null;
  #selected: readonly SelectedRows[] = [];
  /** All rows as they were drawn last, and what they depend on. */
  #all: (DrawnAll & { readonly of: readonly unknown[] }) | null = null;

  static override styles = [chartStyles, cornerStyles];

  constructor() {
    super();
    this.data = null;
    this.label = '';
    this.ranges = new Map();
    this.dragging = false;
    this.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.ranges.size > 0) this.#clear();
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { data } = this;
    if (data === null) return;
    if (changed.has('data')) {
      this.#selected = data.sets.map((set) => new SelectedRows(set));
      const kept = [...this.ranges].filter(([name]) => data.names.includes(name));
      if (kept.length < this.ranges.size) this.ranges = new Map(kept);
    }
    if (!changed.has('data') && !changed.has('ranges')) return;
    const ranges = this.#rangeList(data);
    for (const rows of this.#selected) rows.select(ranges);
  }

  override render() {
    const { data } = this;
    if (data === null) return nothing;
    const isSelected = this.ranges.size > 0;
    return html`
      <div class="scroll">
        <canvas
          tabindex="0"
          role="img"
          aria-label=${strings.labelWithKeys({ label: this.label })}
          @pointerdown=${this.#onDown}
          @pointermove=${this.#onMove}
          @pointerup=${this.#onUp}
          @pointercancel=${this.#onUp}
        ></canvas>
      </div>
      ${
        this.hasPicture
          ? saveButton(
              this,
              'PNG',
              this.label,
              () => this.renderRoot.querySelector('canvas'),
              () => this.#frame(data),
            )
          : nothing
      }
      <div class="selection">
        <span role="status" aria-busy=${this.dragging}>${
          isSelected ? selectionText(data, this.#selected, this.ranges) : strings.nothingSelected
        }</span>
        ${isSelected ? html`<button class="clear" @click=${this.#clear}>${strings.clearSelection}</button>` : nothing}
      </div>
      <details>
        <summary>${strings.selectByRanges}</summary>
        ${rangeInputs(data, this.ranges, (ranges) => {
          this.ranges = ranges;
        })}
      </details>
      <fs-number-table .table=${cornerTable(data, isSelected ? this.#selected : null)} what=${this.label}></fs-number-table>
    `;
  }

  #frame(data: CornerData) {
    const { series } = this.theme!;
    const legend = data.sets.map(({ name, color, isFilled }) => {
      return {
        label: name,
        color: series[color % series.length]!,
        mark: isFilled ? ('dot' as const) : ('line' as const),
      };
    });
    const notes = this.ranges.size === 0 ? [] : [selectionText(data, this.#selected, this.ranges)];
    return { legend, notes: [strings.regionsNote, ...notes] };
  }

  #rangeList({ names }: CornerData): readonly (ValueRange | null)[] {
    return names.map((name) => this.ranges.get(name) ?? null);
  }

  protected override draw(): void {
    const { data, theme } = this;
    const canvas = this.renderRoot.querySelector('canvas');
    if (data === null || theme === null || canvas === null) return;
    const layout = this.#layout(data);
    const size = sizeSharply(canvas, [layout.width, layout.height]);
    const drawing: CellDrawing = { data, layout, theme };
    const context = canvas.getContext('2d')!;
    const ratio = devicePixelRatio;
    const isSelected = this.ranges.size > 0;
    const all = this.#drawnAll(drawing, size);
    context.setTransform(1, 0, 0, 1, 0, 0);
    // Copying is faster than blending.
    context.globalCompositeOperation = 'copy';
    context.drawImage(isSelected ? all.dimmed : all.full, 0, 0);
    context.globalCompositeOperation = 'source-over';
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (isSelected) {
      for (const rows of this.#selected) rows.countAgain();
      const drawn = this.#selected.map(({ counts, marks }, i) => ({ set: data.sets[i]!, counts, marks }));
      drawRows(context, { ...drawing, isCoarse: this.dragging }, drawn);
    }
    drawFrames(context, drawing);
    if (isSelected) drawRanges(context, drawing, this.#rangeList(data));
  }

  /** The picture of all rows, drawn again only where something that it shows has changed. */
  #drawnAll(drawing: CellDrawing, [width, height]: readonly [number, number]): DrawnAll {
    const { data, theme } = drawing;
    const of = [data, theme, width, height];
    if (this.#all?.of.every((value, i) => value === of[i])) return this.#all;
    const context = opaqueCanvas(width, height, theme.background);
    const ratio = devicePixelRatio;
    const far = new FarPoints(width, height, ratio);
    context.scale(ratio, ratio);
    const drawn = data.sets.map((set) => ({ set, counts: set.counts, marks: null }));
    drawRows(context, drawing, drawn, ({ set }, index, regions) => {
      const color = canvasColor(theme.series[set.color % theme.series.length]!, context);
      if (regions.far !== null) far.add(drawing, set, index, regions.far, color);
    });
    far.drawInto(context);
    const dimmed = opaqueCanvas(width, height, theme.background);
    dimmed.globalAlpha = DIMMED;
    dimmed.drawImage(context.canvas, 0, 0);
    this.#all = { full: context.canvas, dimmed: dimmed.canvas, of };
    return this.#all;
  }

  #layout(data: CornerData): CornerLayout {
    return cornerLayout(data, this.width);
  }

  #onDown(event: PointerEvent): void {
    const { data } = this;
    if (data === null || event.button !== 0) return;
    const layout = this.#layout(data);
    const cell = cellAt(layout, event.offsetX, event.offsetY);
    if (cell === null) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    const before = event.shiftKey ? this.ranges : new Map<string, ValueRange>();
    this.#brush = { cell, layout, x: event.offsetX, y: event.offsetY, before };
    this.dragging = true;
  }

  #onMove(event: PointerEvent): void {
    const { data } = this;
    if (data === null) return;
    const { offsetX, offsetY } = event;
    if (this.#brush !== null) this.ranges = brushed(data, this.#brush, offsetX, offsetY);
    else {
      // A name without room is shown in full here.
      const column = axisAt(this.#layout(data), offsetX, offsetY);
      (event.currentTarget as HTMLElement).title = column === null ? '' : data.names[column]!;
    }
  }

  #onUp(event: PointerEvent): void {
    if (this.#brush === null) return;
    this.#onMove(event);
    this.#brush = null;
    this.dragging = false;
  }

  readonly #clear = () => {
    this.#brush = null;
    this.dragging = false;
    this.ranges = new Map();
  };
}

function opaqueCanvas(width: number, height: number, background: string): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d')!;
  context.fillStyle = background;
  context.fillRect(0, 0, width, height);
  return context;
}

customElements.define('fs-corner-plot', CornerPlot);
