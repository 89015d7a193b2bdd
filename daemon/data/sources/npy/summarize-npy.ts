/** What a check says of an array. */
import type { DataAccess, DataSummary } from '../../definition.ts';
import type { TableDoubt } from '../../doubts/define-doubt.ts';
import { droppedRows } from '../../doubts/reading/dropped-rows.ts';
import { rowIndexDoubt, rowIndexOf } from '../../doubts/reading/row-index.ts';
import { doubtsOfRows } from '../../doubts/source-table.ts';
import type { FileRows } from '../../make-dataset.ts';
import type { FullRows } from '../../missing/full-rows.ts';
import { partReading } from '../../reading-facts.ts';
import { trainingCount } from '../../split-rows.ts';
import type { RowStore, RowValues } from '../../stored/row-store.ts';
import { rowsIn, valuesBetween } from '../../stored/stored-rows.ts';
import { summarizeLarge } from '../../stored/summarize-large.ts';
import { beginningOfLarge } from './large-npy.ts';
import { assemble, type NpyRequest, type ReadNpy, readNpy } from './load-npy.ts';

/**
 * What is known about an array, with what looks wrong in it. All rows are read, but of a large array: its shape is known, and a run
 * checks the other rows. Errors as `loadNpy`.
 */
export async function summarizeNpy(config: NpyRequest, access: DataAccess): Promise<DataSummary> {
  const { path, contextPath } = config;
  const files = {
    config: { ...config, source: 'npy' },
    paths: [path, ...(contextPath === undefined ? [] : [contextPath])],
    beginning: () => summarizeBeginning(config, access),
    whole: async () => summaryOf(await readNpy(config, access), config),
  };
  return summarizeLarge(files, access);
}

/** null if the array is not large, or its beginning does not tell what all of it would. */
async function summarizeBeginning(config: NpyRequest, access: DataAccess): Promise<DataSummary | null> {
  if (!config.standardize || config.contextPath !== undefined || needsAll(config)) return null;
  const { array: name, limit } = config;
  const array = await beginningOfLarge(config.path, { array: name, limit, most: BEGINNING }, access);
  if (array === null) return null;
  const { count } = array;
  // A column may be constant only here.
  const own = { ...config, standardize: false, limit: null };
  const read = assemble(own, array, { values: array.values, digests: [], context: null }, access);
  const { trainingRows: _, ...summary } = summaryOf(read, config);
  const { reading } = summary;
  return {
    ...summary,
    range: { low: -Infinity, high: Infinity, closed: false },
    // How many rows are dropped is known once all are read.
    ...(config.missing === 'drop' ? {} : { trainingRows: trainingCount(count, config.split) }),
    ...(reading && array.shape[0]! < count ? { reading: partReading(reading) } : {}),
  };
}

/** Numbers at the beginning of a large array that tell what its columns are like. */
const BEGINNING = 2 ** 20;

/** Weights, and grids, are looked for in whole columns. */
function needsAll({ weight, dequantize }: NpyRequest): boolean {
  return weight !== undefined || typeof dequantize === 'object';
}

function summaryOf({ dataset, main, labels: own, read, worst }: ReadNpy, config: NpyRequest): DataSummary {
  const { reading } = dataset;
  const summary = { ...dataset.summary, ...(reading ? { reading } : {}) };
  if (summary.shape.length > 1) return summary;
  const { standardize, dequantize, columns: entries } = config;
  const written = own.map((_, j) => entries?.[j]);
  const requests = written.map((entry) => (typeof entry === 'object' ? entry : {}));
  // Fixes find columns in "columns" as they are written there.
  const labels = written.map((entry, j) => (typeof entry === 'object' ? entry.name : (entry ?? own[j]!)));
  const indexes = entries === undefined ? indexDoubts(main, labels) : [];
  const indices = new Set(rowIndexDoubt.in(indexes).map(({ column }) => column));
  const inValues = doubtsOfRows(main, dataset, labels, {
    ...{ standardize, requests, indexes: indices, noise: dequantize === true },
    chosen: entries !== undefined,
  });
  const losses = droppedDoubt({ dropped: read - main.count, read }, worst, labels, own);
  return { ...summary, labels, doubts: [...indexes, ...losses, ...inValues] };
}

/** Columns that number the rows, beside others. */
function indexDoubts(
  { values, count }: FileRows<RowValues | RowStore>,
  labels: readonly (string | number)[],
): readonly TableDoubt[] {
  const width = labels.length;
  if (width < 2) return [];
  const first = valuesBetween(rowsIn(values, count), 0, Math.min(count, INDEXED_ROWS));
  return labels.flatMap((column, j) => {
    const numbers = Float64Array.from({ length: first.length / width }, (_, row) => first[row * width + j]!);
    const index = rowIndexOf(numbers, null);
    return index === null ? [] : [rowIndexDoubt.of({ column, ...index })];
  });
}

/** Rows at the beginning that tell whether a column counts them. */
const INDEXED_ROWS = 10_000;

/** Most rows are dropped. */
function droppedDoubt(
  { dropped, read }: { readonly dropped: number; readonly read: number },
  worst: FullRows['worst'],
  labels: readonly (string | number)[],
  own: readonly (string | number)[],
): readonly TableDoubt[] {
  if (worst === null || 2 * dropped <= read) return [];
  const { column, rows } = worst;
  const place = own.findIndex((label) => label === column.label || label === column.name);
  return [droppedRows.of({ dropped, read, missing: { column: labels[place] ?? column.name, rows } })];
}
