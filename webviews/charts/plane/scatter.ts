/** Up to hundreds of thousands of points in the plane. Drag to move; wheel and keys zoom. */
import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { canvasColor } from '../base/canvas-color.ts';
import { ChartElement } from '../base/chart-element.ts';
import { chartStyles } from '../base/chart-styles.ts';
import { joinedTable, type NumberTable } from '../base/number-table.ts';
import { saveButton } from '../base/picture.ts';
import { sizeSharply } from '../base/sharp-canvas.ts';
import { strings } from '../strings.ts';
import { aspectOf, type Extent, keyed, moved, wheeled } from './plane-navigation.ts';
import { around, pointTexts, rangeLine } from './plane-points.ts';

export interface PointSet {
  /** [n, 2] */
  readonly values: ArrayLike<number>;
  /** Index into the theme's colors. */
  readonly color: number;
  /** Name of one point: "sample". */
  readonly name: string;
  /** Draws large, translucent points, which are seen around those of the next sets. */
  readonly halo?: boolean;
}

/** Of halos. */
const ALPHA = 0x80;
/** Diameters of halos, CSS pixels: of many places, and of few ones, where many points lie on each other. */
const HALO = { many: 5.5, few: 9, fewest: 1000 };

/** Sends `extent` when the user moves or zooms. */
export class Scatter extends ChartElement {
  static override properties = {
    ...ChartElement.properties,
    sets: { attribute: false },
    extent: { attribute: false },
    columns: { attribute: false },
    label: {},
  };
  declare sets: readonly PointSet[];
  /** null: the extent of the points. */
  declare extent: Extent | null;
  /** For screen readers. */
  declare label: string;
  /** Names of x and y. */
  declare columns: readonly string[];
  #drag: { readonly x: number; readonly y: number; readonly extent: Extent } | null = null;

  static override styles: CSSResultGroup = [
    chartStyles,
    css`
    canvas {
      width: 100%;
      box-shadow: 0 0 0 1px var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      cursor: grab;
      touch-action: none;
    }
    canvas:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
    }
  `,
  ];

  constructor() {
    super();
    this.sets = [];
    this.extent = null;
    this.label = '';
    this.columns = ['x', 'y'];
  }

  override render() {
    const { columns } = this;
    const canvas = html`<canvas
        tabindex="0"
        role="img"
        aria-label=${strings.labelWithKeys({ label: this.label })}
        @pointerdown=${this.#onDown}
        @pointermove=${this.#onMove}
        @pointerup=${this.#onUp}
        @pointercancel=${this.#onUp}
        @dblclick=${() => this.#tell(null)}
        @keydown=${this.#onKey}
        @wheel=${{ handleEvent: (event: WheelEvent) => this.#onWheel(event), passive: false }}
      ></canvas>`;
    return html`
      ${this.framed(canvas)}
      ${
        this.hasPicture
          ? saveButton(
              this,
              'PNG',
              this.label,
              () => this.renderRoot.querySelector('canvas'),
              () => this.#frame,
            )
          : nothing
      }
      <fs-number-table .table=${pointTable(this.sets, columns)} what=${this.label}></fs-number-table>
    `;
  }

  get #frame() {
    const { series } = this.theme!;
    // What is drawn last is above the others.
    const legend = [...this.sets].reverse().map(({ name, color }) => {
      return { label: name, color: series[color % series.length]!, mark: 'dot' as const };
    });
    return { legend, axes: { extent: this.shown, columns: this.columns } };
  }

  /** The canvas with what is around it. */
  protected framed(canvas: TemplateResult): unknown {
    return html`${canvas} ${rangeLine(this.columns, this.shown)}`;
  }

  protected get shown(): Extent {
    return this.extent ?? around(this.sets);
  }

  /** Of the canvas, CSS pixels. */
  protected get size(): readonly [width: number, height: number] {
    return [this.width, Math.max(40, Math.round(this.width * aspectOf(this.shown)))];
  }

  /** CSS pixels. */
  protected pointSize(points: number): number {
    return points > 20_000 ? 1 : points > 2000 ? 1.5 : 2;
  }

  protected override draw(): void {
    const canvas = this.renderRoot.querySelector('canvas')!;
    const [width, height] = sizeSharply(canvas, this.size);
    const context = canvas.getContext('2d')!;
    const image = context.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    const [left, right, bottom, top] = this.shown;
    const [toX, toY] = [width / (right - left), height / (top - bottom)];
    for (const { values, color, halo = false } of this.sets) {
      const opaque = canvasColor(this.theme!.series[color % this.theme!.series.length]!, context);
      const word = halo ? ((opaque & 0xffffff) | (ALPHA << 24)) >>> 0 : opaque;
      // Few points are drawn larger.
      const css = halo ? haloSize(values) : this.pointSize(values.length / 2);
      const size = Math.max(1, Math.round(css * devicePixelRatio));
      const half = size >> 1;
      const reaches = Array.from({ length: size }, (_, dy) => (halo ? discReach(size, dy) : 0));
      for (let i = 0; i < values.length; i += 2) {
        const x = Math.round((values[i]! - left) * toX) - half;
        const y = Math.round((top - values[i + 1]!) * toY) - half;
        for (let dy = 0; dy < size; dy++) {
          const row = y + dy;
          if (row < 0 || row >= height) continue;
          const inset = reaches[dy]!;
          for (let dx = inset; dx < size - inset; dx++) {
            const column = x + dx;
            if (column >= 0 && column < width) pixels[row * width + column] = word;
          }
        }
      }
    }
    context.putImageData(image, 0, 0);
  }

  #onDown(event: PointerEvent): void {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#drag = { x: event.clientX, y: event.clientY, extent: this.shown };
  }

  #onMove(event: PointerEvent): void {
    if (this.#drag === null) return;
    const { x, y, extent } = this.#drag;
    const [width, height] = this.size;
    this.#tell(moved(extent, (x - event.clientX) / width, (event.clientY - y) / height));
  }

  #onUp(): void {
    this.#drag = null;
  }

  #onWheel(event: WheelEvent): void {
    this.#tell(wheeled(event, this.shown));
  }

  #onKey(event: KeyboardEvent): void {
    this.#tell(keyed(event, this.shown));
  }

  #tell(extent: Extent | null | undefined): void {
    if (extent === undefined) return;
    this.extent = extent;
    this.dispatchEvent(new CustomEvent<Extent | null>('extent', { detail: extent }));
  }
}

customElements.define('fs-scatter', Scatter);

function haloSize(values: ArrayLike<number>): number {
  const places = new Set<string>();
  for (let i = 0; i < values.length; i += 2) {
    places.add(`${values[i]} ${values[i + 1]}`);
    if (places.size > HALO.fewest) return HALO.many;
  }
  return values.length / 2 > HALO.fewest ? HALO.few : HALO.many;
}

/** Pixels left and right of a disc in one of its rows. @param size its diameter */
function discReach(size: number, row: number): number {
  const radius = size / 2;
  return Math.round(radius - Math.sqrt(radius ** 2 - (row + 0.5 - radius) ** 2));
}

/** The points of all sets, set by set. */
function pointTable(sets: readonly PointSet[], [x = 'x', y = 'y']: readonly string[]): NumberTable {
  const counts = sets.map(({ values }) => values.length / 2);
  return joinedTable(['', x, y], counts, (set, i) => [sets[set]!.name, ...pointTexts(sets[set]!.values, i)]);
}
