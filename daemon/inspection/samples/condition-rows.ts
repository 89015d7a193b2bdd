/** Samples by condition: rows of the data whose contexts several samples share, and the pictures of these rows. */
import { sizeOf } from '../../tensor/tensor.ts';
import { type GivenContext, givenContext } from '../opened/choose-context.ts';
import { type FittedConditions, fittedConditions } from '../opened/fitted-conditions.ts';
import type { OpenFacts, OpenModel } from '../opened/open-flow.ts';

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
  readonly areas: FittedConditions['areas'];
}

export interface ConditionChoice extends GivenContext {
  /** Number of rows: from `contextRow` on, or from the first. */
  readonly conditions: number;
  readonly n: number;
}

/** The name of a row itself. */
export const ORIGINAL = 'original';

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
  const fitted = given.map((context) => fittedConditions(images, context, shape));
  const cells = rows.map((row, i) => {
    const original = Uint8ClampedArray.from(own.values.subarray(row * width, (row + 1) * width), (v) => v * scale);
    return [...fitted[i]!.cells, original];
  });
  const out = new Uint8Array(count * (images.length + 1) * width);
  for (const [at, cell] of cells.flat().entries()) out.set(cell, at * width);
  const names = [...images.map(({ name }) => name), ORIGINAL];
  return { rows, each, contexts, names, cells: out, areas: fitted[0]!.areas };
}
