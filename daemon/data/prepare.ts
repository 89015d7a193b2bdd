/** Rows as the flow gets them: standardized float32 values (or raw uint8), and what standardization adds to log q. */
import type { Dataset, Rows } from './definition.ts';
import { gridOf } from './grid.ts';
import { mappedStore, type RowStore, type RowValues, rowRange } from './stored/row-store.ts';

export interface PreparedRows {
  readonly count: number;
  /** Row-major [count, …shape]. */
  readonly values: Float32Array | Uint8Array;
  /** As in `Rows`. */
  readonly stored?: RowStore;
  readonly context: Float32Array | null;
}

/** How graphs take these rows: the bytes of images become numbers there. */
export function dtypeOf(rows: Pick<Rows, 'values' | 'stored'>): 'uint8' | 'float' {
  const { stored } = rows;
  return (stored ? stored.kind === 'uint8' : rows.values instanceof Uint8Array) ? 'uint8' : 'float';
}

export interface DataTransform {
  /** log|det| of the standardization, −Σ log σ, nats; 0 without one. */
  readonly logDet: number;
  /**
   * Width of the uniform dequantization noise per coordinate, in the flow's units; null if no column is dequantized.
   */
  readonly noiseScale: readonly number[] | null;
  prepare(rows: Rows): PreparedRows;
  /** Converts the flow's units back to data units, for a row-major array of points. */
  restore(values: Float32Array): Float64Array;
}

export function dataTransform(
  dataset: Pick<Dataset, 'standardization' | 'dequantizedColumns' | 'grids' | 'summary'>,
): DataTransform {
  const { standardization, dequantizedColumns, grids, summary } = dataset;
  const dimension = summary.shape.reduce((product, extent) => product * extent, 1);
  const std = (d: number) => standardization?.std[d] ?? 1;
  const mean = (d: number) => standardization?.mean[d] ?? 0;
  const dequantized = new Set(dequantizedColumns);
  const scaled = (values: RowValues): Float32Array | Uint8Array => {
    if (values instanceof Uint8Array) return values;
    if (!standardization) return values instanceof Float32Array ? values : Float32Array.from(values, bounded);
    const out = new Float32Array(values.length);
    for (let i = 0; i < values.length; i++) {
      out[i] = bounded((values[i]! - mean(i % dimension)) / std(i % dimension));
    }
    return out;
  };
  let logDet = 0;
  for (let d = 0; d < dimension; d++) logDet -= Math.log(std(d));
  const noiseScale =
    dequantizedColumns.length === 0
      ? null
      : Array.from({ length: dimension }, (_, d) => (dequantized.has(d) ? gridOf(grids, d).step / std(d) : 0));
  return {
    logDet: standardization ? logDet : 0,
    noiseScale,
    prepare(rows) {
      const { count, stored, context } = rows;
      return stored ? preparedRows(stored, scaled, context) : { count, values: scaled(rows.values), context };
    },
    restore(values) {
      if (!standardization) return Float64Array.from(values);
      return Float64Array.from(values, (value, i) => value * std(i % dimension) + mean(i % dimension));
    },
  };
}

/** Rows that stay in a file are prepared when they are read. */
function preparedRows(
  stored: RowStore,
  scaled: (values: RowValues) => Float32Array | Uint8Array,
  context: Float32Array | null,
): PreparedRows {
  const store = mappedStore(
    stored,
    { kind: stored.kind === 'uint8' ? 'uint8' : 'float32', width: stored.width },
    scaled,
  );
  return {
    count: store.count,
    stored: store,
    context,
    get values() {
      return scaled(stored.take(rowRange(0, stored.count)));
    },
  };
}

/** The largest float32. */
const LARGEST = 2 ** 128 - 2 ** 104;

/** As float32 a larger number would be infinite, and a difference of two infinities NaN. */
function bounded(value: number): number {
  return Math.max(-LARGEST, Math.min(LARGEST, value));
}
