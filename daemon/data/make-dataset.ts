import { sizeOf } from '../tensor/tensor.ts';
import { contextNames, encodeContext, fitContext, type RawContext } from './context.ts';
import type { DataSummary, Dataset, Rows } from './definition.ts';
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
  const contextSize = contextNames(encoding).length;
  const context = contextSize === 0 ? null : encodeContext(encoding, main.context, main.count, main.source);
  const rows = (chosen: Uint32Array): Rows => ({
    count: chosen.length,
    values: takeRows(main.values, width, chosen),
    context: context === null ? null : takeRows(context, contextSize, chosen),
  });
  const train = rows(split.train);
  const angles = (parts.summary.periods ?? []).flatMap((period, index) => (period === null ? [] : [index]));
  return {
    summary: {
      ...parts.summary,
      range: parts.summary.range ?? rangeOf(parts),
      trainingRows: split.train.length,
      context: context === null ? null : { size: contextSize, names: contextNames(encoding) },
    },
    columns: parts.columns,
    train,
    validation: rows(split.validation),
    test: test === null ? rows(split.test) : encodeRows(test, encoding, contextSize),
    standardization: parts.standardize
      ? fitStandardization(train, parts.columns, { exempt: angles, dequantized: parts.dequantizedColumns })
      : null,
    dequantizedColumns: parts.dequantizedColumns,
    density: null,
    ...(context === null ? {} : { contextEncoding: encoding }),
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

function encodeRows(file: FileRows, encoding: ReturnType<typeof fitContext>, contextSize: number): Rows {
  const context = contextSize === 0 ? null : encodeContext(encoding, file.context, file.count, file.source);
  return { count: file.count, values: file.values, context };
}
