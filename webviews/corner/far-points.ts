/** Points of the rows outside of all regions of a cell: pixels, since there may be hundreds of thousands. */
import type { BinnedSet, CornerData } from './corner-data.ts';
import { type CornerLayout, leftOf, topOf } from './corner-layout.ts';

/** Sides of a point, CSS pixels. */
const SIZES = { filled: 2, outlined: 1 } as const;

/** Where they are many, they would hide the regions. */
const ALPHA = 0.5;

/** A picture of the whole plot, transparent but for these points. */
export class FarPoints {
  readonly #pixels: Uint32Array<ArrayBuffer>;
  readonly #width: number;
  readonly #height: number;
  readonly #ratio: number;

  /** @param width, height of the plot, device pixels @param ratio device pixels of a CSS pixel */
  constructor(width: number, height: number, ratio: number) {
    this.#pixels = new Uint32Array(width * height);
    this.#width = width;
    this.#height = height;
    this.#ratio = ratio;
  }

  /** Adds the rows of a set in the bins of a cell that are far. @param color RGBA, little-endian */
  add({ data, layout }: FarDrawing, set: BinnedSet, index: number, far: Uint8Array, color: number): void {
    const { x, y } = data.pairs[index]!;
    const ratio = this.#ratio;
    const side = (set.isFilled ? SIZES.filled : SIZES.outlined) * ratio;
    const [left, top, length] = [leftOf(layout, x) * ratio, topOf(layout, y) * ratio, layout.side * ratio];
    const [end, floor] = [Math.floor(left + length), Math.floor(top + length)];
    const cells = set.binned.cells[index]!;
    const [across, up, copies] = [set.columns[x]!, set.columns[y]!, set.copies];
    const [axisX, axisY] = [data.axes[x]!, data.axes[y]!];
    const [scaleX, scaleY] = [length / (axisX.high - axisX.low), length / (axisY.high - axisY.low)];
    const pixels = this.#pixels;
    const width = this.#width;
    for (let i = 0; i < cells.length; i++) {
      // Rows in no bin have no flag.
      if (far[cells[i]!] !== 1) continue;
      const drawn = copies === null ? 1 : copies[i]!;
      if (drawn === 0) continue;
      const size = Math.max(1, Math.round(side * Math.sqrt(drawn)));
      const column = Math.max(0, Math.min(end - size, Math.round(left - size / 2 + (across[i]! - axisX.low) * scaleX)));
      const row = Math.max(
        0,
        Math.min(floor - size, Math.round(top + length - size / 2 - (up[i]! - axisY.low) * scaleY)),
      );
      for (let at = row * width; at < (row + size) * width; at += width) {
        for (let dx = 0; dx < size; dx++) pixels[at + column + dx] = color;
      }
    }
  }

  drawInto(context: CanvasRenderingContext2D): void {
    const canvas = document.createElement('canvas');
    canvas.width = this.#width;
    canvas.height = this.#height;
    const image = new ImageData(this.#width, this.#height);
    new Uint32Array(image.data.buffer).set(this.#pixels);
    canvas.getContext('2d')!.putImageData(image, 0, 0);
    context.globalAlpha = ALPHA;
    context.drawImage(canvas, 0, 0, this.#width / this.#ratio, this.#height / this.#ratio);
    context.globalAlpha = 1;
  }
}

interface FarDrawing {
  readonly data: CornerData;
  readonly layout: CornerLayout;
}
