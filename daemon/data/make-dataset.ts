import type { ContextImage } from '../flow/plan.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { encodeContext, fitContext, type RawContext } from './context.ts';
import { imageEncoding, planContext } from './context-layout.ts';
import type { ContextColumn, DataSummary, Dataset, Rows } from './definition.ts';
import type { RowSource } from './files/row-place.ts';
import { splitRows, takeRows } from './split-rows.ts';
import { fitStandardization } from './standardize.ts';

/** Points and context of one file, before splitting. */
export interface FileRows {
  /** Row-major [count, …shape]. */
  readonly values: Rows['values'];
  readonly count: number;
  /** Empty without context. */
  readonly context: readonly RawContext[];
  /** Condition images of the rows, [count, numbers of all images], in [0, 1]; absent: none. */
  readonly images?: { readonly layout: readonly ContextImage[]; readonly values: Float32Array };
  readonly source: RowSource;
}

export interface DatasetParts {
  /** Without `context`, which is fitted later. A `range` that is left out is that of the values as they are. */
  readonly summary: Omit<DataSummary, 'context' | 'range'> & { readonly range?: DataSummary['range'] };
  readonly columns: readonly string[];
  readonly main: FileRows;
  /** A separate file for the test split; then no row of `main` is used for it. */
  readonly test: FileRows | null;
  readonly split: { readonly validation: number; readonly test: number };
  readonly seed: number;
  readonly standardize: boolean;
  readonly dequantizedColumns: readonly number[];
  readonly fingerprint: string;
}

/** Splits, fits context and standardization on the training rows, and assembles the dataset. */
export function makeDataset(parts: DatasetParts): Dataset {
  const { main, test } = parts;
  const width = sizeOf(parts.summary.shape);
  const split = splitRows(main.count, test === null ? parts.split : { ...parts.split, test: 0 }, parts.seed);
  const encoding = fitContext(main.context, split.train);
  const layout = planContext(encoding, main.images?.layout);
  const context = contextOf(main, encoding);
  const rows = (chosen: Uint32Array): Rows => ({
    count: chosen.length,
    values: takeRows(main.values, width, chosen),
    context: context === null ? null : takeRows(context, layout!.size, chosen),
  });
  const train = rows(split.train);
  const angles = (parts.summary.periods ?? []).flatMap((period, index) => (period === null ? [] : [index]));
  return {
    summary: {
      ...parts.summary,
      range: parts.summary.range ?? rangeOf(parts),
      trainingRows: split.train.length,
      context: layout,
    },
    columns: parts.columns,
    train,
    validation: rows(split.validation),
    test:
      test === null ? rows(split.test) : { count: test.count, values: test.values, context: contextOf(test, encoding) },
    standardization: parts.standardize
      ? fitStandardization(train, parts.columns, { exempt: angles, dequantized: parts.dequantizedColumns })
      : null,
    dequantizedColumns: parts.dequantizedColumns,
    density: null,
    ...(layout === null ? {} : { contextEncoding: [...encoding, ...imageEncoding(layout)] }),
    fingerprint: parts.fingerprint,
  };
}

/** Standardized values and values with noise may lie anywhere; others may fit a layer that takes an interval. */
function rangeOf({ main, test, standardize, dequantizedColumns }: DatasetParts): DataSummary['range'] {
  if (standardize || dequantizedColumns.length > 0) return { low: -Infinity, high: Infinity, closed: false };
  let [low, high] = [Infinity, -Infinity];
  for (const values of test === null ? [main.values] : [main.values, test.values]) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return { low, high, closed: true };
}

/** Each row's vector with its condition images behind it, [count, C]; null without context. */
function contextOf(file: FileRows, encoding: readonly ContextColumn[]): Float32Array | null {
  const { count, images } = file;
  const vectors = encoding.length === 0 ? null : encodeContext(encoding, file.context, count, file.source);
  if (images === undefined || vectors === null) return images?.values ?? vectors;
  const [first, second] = [vectors.length / count, images.values.length / count];
  const out = new Float32Array(count * (first + second));
  for (let row = 0; row < count; row++) {
    out.set(vectors.subarray(row * first, (row + 1) * first), row * (first + second));
    out.set(images.values.subarray(row * second, (row + 1) * second), row * (first + second) + first);
  }
  return out;
}
