/** Samples by condition: rows of the data whose contexts several samples share, and the pictures of these rows. */
import type { ContextImage } from '../../flow/plan.ts';
import type { Shape } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { type GivenContext, givenContext } from '../opened/choose-context.ts';
import type { OpenFacts, OpenModel } from '../opened/open-flow.ts';

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ConditionRows {
  /** Rows of the split. */
  readonly rows: readonly number[];
  /** Number of consecutive samples with the context of one row; the last row may have fewer. */
  readonly each: number;
  /** Contexts of all samples, [n, C]. */
  readonly contexts: Float32Array;
  /** Names of the pictures of a row: its condition images, then the row itself. */
  readonly names: readonly string[];
  /** uint8 [rows, names, …point], 0 … 255: condition images have the size of a point. */
  readonly cells: Uint8Array;
  /** The pixels that each condition image covers in its cell; the rest is white. */
  readonly areas: readonly Area[];
}

export interface ConditionChoice extends GivenContext {
  /** Number of rows: from `contextRow` on, or from the first. */
  readonly conditions: number;
  readonly n: number;
}

/** The name of a row itself. */
export const ORIGINAL = 'original';
const WHITE = 255;

/** null: no rows were requested, or the flow has no condition images. Errors as `givenContext`. */
export function conditionRows(open: OpenModel, data: OpenFacts, choice: ConditionChoice): ConditionRows | null {
  const images = open.plan.context?.images ?? [];
  const own = data.dataset[choice.split];
  if (images.length === 0 || choice.conditions === 0) return null;
  if (!own) throw new Error('conditions are rows of the data, which were not loaded');
  const start = choice.contextRow ?? 0;
  const count = Math.max(1, Math.min(choice.conditions, own.count - start, choice.n));
  const rows = Array.from({ length: count }, (_, i) => start + i);
  const given = rows.map((row) => givenContext(open, data, { ...choice, contextRow: row })!);
  const each = Math.ceil(choice.n / count);
  const size = open.maps.contextSize;
  const contexts = new Float32Array(choice.n * size);
  for (let i = 0; i < choice.n; i++) contexts.set(given[Math.floor(i / each)]!, i * size);
  const { shape, bits } = data.dataset.summary;
  const width = sizeOf(shape);
  const scale = 255 / (2 ** (bits ?? 8) - 1);
  const cells = rows.map((row, i) => {
    const pictures = conditionPixels(given[i]!, images, shape);
    return [...pictures, Uint8ClampedArray.from(own.values.subarray(row * width, (row + 1) * width), (v) => v * scale)];
  });
  const out = new Uint8Array(count * (images.length + 1) * width);
  for (const [at, cell] of cells.flat().entries()) out.set(cell, at * width);
  const names = [...images.map(({ name }) => name), ORIGINAL];
  return { rows, each, contexts, names, cells: out, areas: images.map((image) => fittedArea(image.shape, shape)) };
}

/** The condition images of one context as pixels, each fitted into the shape of a point. */
function conditionPixels(context: Float32Array, images: readonly ContextImage[], shape: Shape): Uint8ClampedArray[] {
  let offset = context.length - images.reduce((sum, image) => sum + sizeOf(image.shape), 0);
  return images.map((image) => {
    const values = context.subarray(offset, offset + sizeOf(image.shape));
    offset += values.length;
    return fitted(values, image.shape, shape);
  });
}

/** Scaled by the same factor in both directions and centered on white. Gray images are converted to color. */
function fitted(values: Float32Array, from: Shape, to: Shape): Uint8ClampedArray {
  const [rows, columns, own] = from as readonly [number, number, number];
  const [height, width, channels] = to as readonly [number, number, number];
  const { x: left, y: top, width: wide, height: tall } = fittedArea(from, to);
  const out = new Uint8ClampedArray(height * width * channels).fill(WHITE);
  for (let y = 0; y < tall; y++) {
    for (let x = 0; x < wide; x++) {
      const pixel = Math.floor((y * rows) / tall) * columns + Math.floor((x * columns) / wide);
      for (let c = 0; c < channels; c++) {
        const value = values[pixel * own + Math.min(c, own - 1)]!;
        out[((top + y) * width + left + x) * channels + c] = 255 * value;
      }
    }
  }
  return out;
}

function fittedArea([rows, columns]: Shape, [height, width]: Shape): Area {
  const scale = Math.min(height! / rows!, width! / columns!);
  const [tall, wide] = [Math.max(1, Math.round(rows! * scale)), Math.max(1, Math.round(columns! * scale))];
  return { x: Math.floor((width! - wide) / 2), y: Math.floor((height! - tall) / 2), width: wide, height: tall };
}
