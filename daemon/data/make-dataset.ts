import { effectiveSampleSize } from '../statistics/mean-and-error.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { checkValues } from './columns/check-values.ts';
import type { ColumnRequest, Standardize } from './columns/column-keys.ts';
import { fitColumns } from './columns/fit-columns.ts';
import type { ConditionLayout } from './conditions/layout.ts';
import { encodeContext, fitContext, type RawContext } from './context.ts';
import { imageEncoding, planContext, withImages } from './context-layout.ts';
import type { ContextColumn, DataSummary, Dataset, ModelledCategory, Rows } from './definition.ts';
import { mismatch } from './files/data-error.ts';
import type { RowSource } from './files/row-place.ts';
import { type Grid, gridOf } from './grid.ts';
import type { LeaveOutOf } from './leave-out.ts';
import { placesOf } from './row-places.ts';
import { type RowSplit, splitRows, takeRows } from './split-rows.ts';
import { type RowStore, type RowValues, storeOf } from './stored/row-store.ts';
import { blocksOf, storedRows } from './stored/stored-rows.ts';

/** Points and context of one file, before splitting. */
export interface FileRows<T extends RowValues | RowStore = RowValues> {
  /** Row-major [count, …shape]. */
  readonly values: T;
  readonly count: number;
  /** Empty without context. */
  readonly context: readonly RawContext[];
  /** Condition images of the rows, [count, numbers of all images], in [0, 1]; absent: none. */
  readonly images?: { readonly layout: ConditionLayout; readonly values: Float32Array };
  readonly source: RowSource;
  /** Of the rows, ≥ 0, of any mean; absent: all are 1. */
  readonly weights?: Float64Array;
}

/** In memory, or in a file. */
type AnyRows = FileRows<RowValues | RowStore>;

export interface DatasetParts {
  /** Without `context`, which is fitted later. A `range` that is left out is that of the values as they are. */
  readonly summary: Omit<DataSummary, 'context' | 'range'> & { readonly range?: DataSummary['range'] };
  readonly columns: readonly string[];
  readonly main: AnyRows;
  /** A separate file for the test split; then no row of `main` is used for it. */
  readonly test: AnyRows | null;
  readonly split: { readonly validation: number; readonly test: number };
  readonly seed: number;
  readonly standardize: Standardize;
  /** What is asked for each column. Absent: nothing. */
  readonly requests?: readonly ColumnRequest[];
  readonly dequantizedColumns: readonly number[];
  /** As in `Dataset`. */
  readonly grids?: readonly Grid[];
  /** As in `Dataset`, with their numbers among the values. */
  readonly categories?: readonly ModelledCategory[];
  /** How the spec leaves a column out, for errors; absent: it cannot. */
  readonly leaveOut?: LeaveOutOf;
  readonly mirrored?: boolean;
  readonly fingerprint: string;
}

/** Splits, fits context and standardization on the training rows, and assembles the dataset. */
export function makeDataset(parts: DatasetParts): Dataset {
  const { main, test } = parts;
  const width = sizeOf(parts.summary.shape);
  const { shares, seed } = splitWith(parts);
  const split = splitRows(main.count, shares, seed);
  const unit = meanWeight(main, split.train);
  const encoding = fitContext(main.context, split.train, main.weights);
  const layout = planContext(encoding, main.images?.layout.images);
  // All rows at once would be in memory twice.
  const context = main.images === undefined ? null : contextOf(main, encoding);
  const rows = (name: keyof RowSplit): Rows => {
    const chosen = split[name];
    const own = context === null ? contextOf(main, encoding, chosen) : takeRows(context, layout!.size, chosen);
    const places = placesOf(main.source, { count: main.count, ...splitWith(parts), name });
    const weights = main.weights && takeRows(main.weights, 1, chosen);
    if (isStore(main.values))
      return withWeights(Object.assign(storedRows(storeOf(main.values, chosen), own), places), weights, unit);
    const values = takeRows(main.values, width, chosen);
    return withWeights({ count: chosen.length, values, context: own, ...places }, weights, unit);
  };
  const train = rows('train');
  const requests = parts.requests ?? parts.columns.map(() => ({}));
  for (const file of test === null ? [main] : [main, test]) {
    checkValues(rowsOf(file, null), parts.columns, requests, file.source);
  }
  return {
    summary: {
      ...parts.summary,
      range: parts.summary.range ?? rangeOf(parts),
      trainingRows: split.train.length,
      context: layout,
    },
    columns: parts.columns,
    train,
    validation: rows('validation'),
    test:
      test === null
        ? rows('test')
        : withWeights(rowsOf(test, contextOf(test, encoding)), test.weights?.slice(), ownUnit(test)),
    ...fitColumns(train, parts.columns, {
      requests,
      standardize: parts.standardize,
      noise: noiseWidths(parts),
      leaveOut: parts.leaveOut,
    }),
    dequantizedColumns: parts.dequantizedColumns,
    ...(parts.grids === undefined || parts.grids.length === 0 ? {} : { grids: parts.grids }),
    ...(parts.categories === undefined || parts.categories.length === 0 ? {} : { categories: parts.categories }),
    density: null,
    ...(parts.mirrored ? { mirrored: true } : {}),
    ...(layout === null ? {} : { contextEncoding: [...encoding, ...imageEncoding(layout)] }),
    ...(main.images === undefined ? {} : { conditions: main.images.layout }),
    fingerprint: parts.fingerprint,
  };
}

/** The mean over the training rows. @throws FlowscopeError `data` if no row, or a single one, has nearly all of the weight */
function meanWeight({ weights, source }: AnyRows, train: Uint32Array): number {
  if (weights === undefined) return 1;
  const total = train.reduce((sum, row) => sum + weights[row]!, 0);
  const advice = { key: 'weight', choices: [] };
  if (total === 0) {
    throw mismatch(
      source.file,
      `all ${train.length} training rows have the weight 0`,
      'choose another column as "weight", or remove the key',
      advice,
    );
  }
  const own = takeRows(weights, 1, train);
  if (train.length < FEWEST_JUDGED || effectiveSampleSize(own) >= LEAST_EFFECTIVE) return total / train.length;
  const heaviest = train.reduce((best, row) => (weights[row]! > weights[best]! ? row : best), train[0]!);
  const share = Number(((100 * weights[heaviest]!) / total).toFixed(1));
  throw mismatch(
    source.file,
    `${source.place(heaviest)} has ${share} % of the weight of the ${train.length} training rows, so their effective sample size is ${effectiveSampleSize(own).toFixed(1)}: too little for a density`,
    'use weights that are more even, choose another column as "weight", or remove the key',
    advice,
  );
}

/** The mean weight of a separate file, whose weights may be in another unit; 1 if all are 0. */
function ownUnit({ weights, count }: AnyRows): number {
  return (weights?.reduce((sum, weight) => sum + weight, 0) ?? 0) / count || 1;
}

/** @param weights are changed @param unit of the weights: the mean over the training rows */
function withWeights(rows: Rows, weights: Float64Array | undefined, unit: number): Rows {
  if (weights === undefined) return rows;
  for (let row = 0; row < weights.length; row++) weights[row]! /= unit;
  return Object.assign(rows, { weights });
}

/** Per column, in data units. */
function noiseWidths({ columns, dequantizedColumns, grids }: DatasetParts): readonly number[] {
  const dequantized = new Set(dequantizedColumns);
  return columns.map((_, column) => (dequantized.has(column) ? gridOf(grids, column).step : 0));
}

/** With less, a single row has nearly all of the weight, and a column has no deviation. */
const LEAST_EFFECTIVE = 1.5;
/** Of fewer rows, a single one may have most of the weight by chance. */
const FEWEST_JUDGED = 10;

/** How the rows of the main file are split. */
function splitWith({ test, split, seed }: DatasetParts) {
  return { shares: test === null ? split : { ...split, test: 0 }, seed };
}

/** Standardized values and values with noise may lie anywhere; others may fit a layer that takes an interval. */
function rangeOf({ main, test, standardize, dequantizedColumns, requests }: DatasetParts): DataSummary['range'] {
  const hasSteps =
    requests?.some(
      ({ bounds, transform, period }) => bounds !== undefined || transform !== undefined || period !== undefined,
    ) ?? false;
  if (standardize || hasSteps || dequantizedColumns.length > 0)
    return { low: -Infinity, high: Infinity, closed: false };
  let [low, high] = [Infinity, -Infinity];
  for (const file of test === null ? [main] : [main, test]) {
    for (const block of blocksOf(rowsOf(file, null))) {
      for (const value of block) {
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
  }
  return { low, high, closed: true };
}

/** Each row's vector followed by its condition images, [count, C]; null without context. @param chosen rows without images */
function contextOf(file: AnyRows, encoding: readonly ContextColumn[], chosen?: Uint32Array): Float32Array | null {
  const { count, images } = file;
  const vectors = encoding.length === 0 ? null : encodeContext(encoding, file.context, count, file.source, chosen);
  return images === undefined ? vectors : withImages(vectors, images.values, count);
}

function rowsOf({ values, count, source }: AnyRows, context: Float32Array | null): Rows {
  return isStore(values)
    ? Object.assign(storedRows(values, context), placesOf(source, null))
    : { count, values, context, ...placesOf(source, null) };
}

function isStore(values: RowValues | RowStore): values is RowStore {
  return !ArrayBuffer.isView(values);
}
