import { sizeOf } from '../../../tensor/tensor.ts';
import type { ColumnRequest } from '../../columns/column-keys.ts';
import { checkDeclared } from '../../declared-summary.ts';
import type { CommonDataKeys, DataAccess, DataSummary, Dataset } from '../../definition.ts';
import { dequantization, valuesForNoise } from '../../dequantize.ts';
import type { TableDoubt } from '../../doubts/define-doubt.ts';
import { droppedRows } from '../../doubts/reading/dropped-rows.ts';
import { rowIndexDoubt, rowIndexOf } from '../../doubts/reading/row-index.ts';
import { doubtsOfRows } from '../../doubts/source-table.ts';
import { dataError } from '../../files/data-error.ts';
import { readArray, readOnlyArray } from '../../files/read-array.ts';
import { readDataFile } from '../../files/read-data-file.ts';
import { indexedRows, indexedRowsAt, type RowSource } from '../../files/row-place.ts';
import { digestOf, fingerprintOf } from '../../fingerprint.ts';
import { checkFinite, finiteValues, type Refuse } from '../../finite-values.ts';
import type { NpyArray } from '../../formats/npy.ts';
import { leaveOutOf } from '../../leave-out.ts';
import { type FileRows, makeDataset } from '../../make-dataset.ts';
import { type FullRows, fullRows } from '../../missing/full-rows.ts';
import { readingFacts } from '../../reading-facts.ts';
import { checkWeights } from '../../row-weights.ts';
import { takeRows, trainingCount } from '../../split-rows.ts';
import { heldOfTable } from '../../stored/kept-rows.ts';
import { mappedStore, type RowStore, type RowValues, storeOf } from '../../stored/row-store.ts';
import { blocksOf, rowsIn, storedRows, valuesBetween } from '../../stored/stored-rows.ts';
import { summarizeLarge } from '../../stored/summarize-large.ts';
import { takeColumns } from '../../take-columns.ts';
import { type Turn, turningColumns, turnOf } from '../../turns.ts';
import { numberRange } from '../csv/number-range.ts';
import { refusalOf, standInRefused } from './array-advice.ts';
import { chosenColumns, columnNumber, type LabelKey, pointShape, standInEntries, withLabels } from './array-columns.ts';
import { type ArrayContext, arrayContext, lookAtContext, rawContext } from './array-context.ts';
import { arrayReading, fieldName } from './array-reading.ts';
import { beginningOfLarge, openLargeNpy } from './large-npy.ts';
import type { NpyConfig } from './npy-source.ts';

type Config = NpyConfig & CommonDataKeys;

/** Loads an array. Errors as `readDataFile`, `readArray`, `finiteValues` and `fitStandardization`. */
export async function loadNpy(config: Config, access: DataAccess): Promise<Dataset> {
  return (await readNpy(config, access)).dataset;
}

/**
 * What is known about an array, with what looks wrong in it. All rows are read, but of a large array: its shape is known, and a run
 * checks the other rows. Errors as `loadNpy`.
 */
export async function summarizeNpy(config: Config, access: DataAccess): Promise<DataSummary> {
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
async function summarizeBeginning(config: Config, access: DataAccess): Promise<DataSummary | null> {
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
    ...(reading && array.shape[0]! < count ? { reading: { ...reading, partial: true } } : {}),
  };
}

/** Numbers at the beginning of a large array that tell what its columns are like. */
const BEGINNING = 2 ** 20;

/** Weights, and grids, are looked for in whole columns. */
function needsAll({ weight, dequantize }: Config): boolean {
  return weight !== undefined || typeof dequantize === 'object';
}

function summaryOf({ dataset, main, labels: own, read, worst }: ReadNpy, config: Config): DataSummary {
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
    const index = rowIndexOf(numbers, false);
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

interface ReadNpy {
  readonly dataset: Dataset;
  /** What the spec may call each modeled column: the name of its field, or its number. */
  readonly labels: readonly (string | number)[];
  readonly main: FileRows<RowValues | RowStore>;
  /** Rows that were looked at, also those that are dropped. */
  readonly read: number;
  /** As in `FullRows`. */
  readonly worst: FullRows['worst'];
}

async function readNpy(config: Config, access: DataAccess): Promise<ReadNpy> {
  const large = await openLargeNpy(config.path, config, access);
  const bytes = large === null ? await readDataFile(config.path, access) : null;
  const array = bytes === null ? null : readArray(bytes, config.array, config.path, access.most);
  const shape = array?.shape ?? large!.shape;
  const digest = bytes === null ? await large!.digest() : digestOf(bytes);
  const contextBytes = config.contextPath === undefined ? null : await readDataFile(config.contextPath, access);
  const rows = shape[0]!;
  const { contextPath, contextAs: as } = config;
  const context =
    contextBytes === null || contextPath === undefined
      ? null
      : arrayContext(readOnlyArray(contextBytes, contextPath, undefined, access.most), contextPath, {
          ...{ rows, as },
          count: Math.min(rows, config.limit ?? rows),
        });
  const digests = contextBytes === null ? [digest] : [digest, digestOf(contextBytes)];
  return assemble(config, array ?? large!, { values: array?.values ?? large!.store, digests, context }, access);
}

interface Content {
  readonly values: RowValues | RowStore;
  readonly digests: readonly string[];
  /** null: there is none. */
  readonly context: ArrayContext | null;
}

/** @param array without its values */
function assemble(
  config: Config,
  array: Omit<NpyArray, 'values'>,
  { values: content, digests, context }: Content,
  access: DataAccess,
): ReadNpy {
  const whole = pointShape(array, config.path);
  const width = sizeOf(whole);
  const rows = array.shape[0]!;
  const count = Math.min(rows, config.limit ?? rows);
  const numberOf = (label: string | number, key: LabelKey) => columnNumber(array.names, label, key, config.path);
  const written = config.columns?.map((entry) => {
    const own = typeof entry === 'object' ? entry : { name: entry };
    return { ...own, name: numberOf(own.name, 'columns') };
  });
  const exclude = config.exclude?.map((label) => numberOf(label, 'exclude'));
  const weight = config.weight === undefined ? undefined : numberOf(config.weight, 'weight');
  const chosen = chosenColumns(whole, {
    path: config.path,
    exclude,
    weight,
    columns: written?.map(({ name }) => name),
  });
  const shape = chosen === null ? whole : [chosen.length];
  const columns = (chosen ?? Array.from({ length: width }, (_, j) => j)).map((j) => fieldName(array.names, j));
  const labelOf = (label: string | number) => (typeof label === 'number' ? (array.names?.[label] ?? label) : label);
  const labels = (chosen ?? columns.map((_, column) => column)).map(labelOf);
  const isTable = whole.length === 1;
  // Errors name a column as the spec does.
  const named = config.columns?.map((entry) => (typeof entry === 'object' ? entry.name : entry));
  const leaveOut = isTable ? leaveOutOf(named ?? labels, named !== undefined) : undefined;
  const isHeld = Float32Array.BYTES_PER_ELEMENT * count * columns.length <= heldOfTable(access);
  const all = chosenValues(content, { count, width, chosen, isHeld });
  const allWeights = weight === undefined ? undefined : columnOf(content, { count, width, column: weight });
  const entries = standInEntries(config.missingValues, { names: array.names, width, isTable, path: config.path });
  const rowName = (row: number) => indexedRows(config.path).place(row);
  const full = fullRows(count, { how: config.missing, values: entries }, (row, column, value) => {
    throw standInRefused(config.path, rowName(row), column, value);
  });
  const numbers = chosen ?? columns.map((_, column) => column);
  full.look(
    blocksOf(rowsIn(all, count)),
    columns.map((name, j) => ({ name, label: numbers[j]! })),
  );
  if (allWeights !== undefined && weight !== undefined) {
    full.look([allWeights], [{ name: fieldName(array.names, weight), label: weight }]);
  }
  if (context !== null) lookAtContext(context, full);
  const kept = full.kept();
  if (kept?.length === 0) throw dataError(config.path, 'has a missing value in every row');
  const source = kept === null ? indexedRows(config.path) : indexedRowsAt(config.path, kept);
  const weights =
    weight === undefined || allWeights === undefined
      ? undefined
      : checkWeights(
          kept === null ? allWeights : takeRows(allWeights, 1, kept),
          fieldName(array.names, weight),
          source,
        );
  const refuse = refusalOf({
    ...{ file: config.path, leaveOut, isStructured: array.names !== undefined, axes: array.shape.length },
    isPaired: context !== null,
  });
  const values = checkedValues(takeKept(all, columns.length, kept), columns, source, refuse);
  const raw = context === null ? [] : rawContext(context, kept);
  const keptCount = kept?.length ?? count;
  const noise = dequantization(withLabels(config.dequantize, labelOf), {
    ...valuesForNoise({ values, count: keptCount }),
    ...{ count: keptCount, names: columns, labels, source },
    ...(written === undefined ? {} : { periods: written.map(({ period }) => period ?? null) }),
  });
  const main = { values, count: keptCount, context: raw, source, ...(weights === undefined ? {} : { weights }) };
  const dataset = makeDataset({
    summary: {
      shape,
      ...turningColumns(turnsIn(written ?? [], blocksOf(rowsIn(values, count)))),
      integerColumns: noise.integers,
      bits: null,
    },
    columns,
    ...(leaveOut === undefined ? {} : { leaveOut }),
    main,
    test: null,
    split: config.split,
    seed: config.seed,
    standardize: config.standardize,
    ...(written === undefined ? {} : { requests: written }),
    dequantizedColumns: noise.columns,
    grids: noise.grids,
    fingerprint: fingerprintOf(
      // The same as before the key existed, so that runs from then can be resumed.
      {
        ...config,
        dequantize: config.dequantize || undefined,
        missing: config.missing === 'drop' ? config.missing : undefined,
        source: 'npy',
        path: null,
        contextPath: null,
        shape: null,
        contextSize: null,
      },
      digests,
    ),
  });
  checkDeclared(dataset.summary, config, config.path);
  const reading = {
    ...arrayReading({ shape: whole, names: array.names }, { chosen, weight, exclude }, { read: count, ...main }),
    ...(full.standIns === undefined ? {} : { missingValues: full.standIns }),
    ...readingFacts(dataset, config.standardize),
  };
  const own = { main, labels, read: count, worst: full.worst };
  if (chosen === null) return { dataset: { ...dataset, reading }, ...own };
  const part = { columns: chosen, width, ...(weight === undefined ? {} : { weight }) };
  const weighted = weight === undefined ? {} : { weight: fieldName(array.names, weight) };
  return { dataset: { ...dataset, reading, part, ...weighted }, ...own };
}

/** Those of the columns that are angles, from the range of all rows. */
function turnsIn(columns: readonly ColumnRequest[], blocks: Iterable<RowValues>): readonly (Turn | null)[] {
  if (columns.every(({ period }) => period === undefined)) return [];
  const ranges = columns.map(() => numberRange());
  for (const block of blocks) {
    for (let at = 0; at < block.length; at++) ranges[at % ranges.length]!.add(block[at]!);
  }
  return columns.map(({ period }, j) => (period === undefined ? null : turnOf(period, ranges[j]!.ends())));
}

/** A column of the first rows. */
function columnOf(
  content: RowValues | RowStore,
  { count, width, column }: { readonly count: number; readonly width: number; readonly column: number },
): Float64Array {
  const out = new Float64Array(count);
  let row = 0;
  for (const block of blocksOf(rowsIn(ArrayBuffer.isView(content) ? content : { ...content, count }, count))) {
    for (let at = column; at < block.length && row < count; at += width) out[row++] = block[at]!;
  }
  return out;
}

interface ChosenValues {
  readonly count: number;
  readonly width: number;
  /** Columns; null: all. */
  readonly chosen: readonly number[] | null;
  readonly isHeld: boolean;
}

/** The first rows, and some of their columns. */
function chosenValues(
  content: RowValues | RowStore,
  { count, width, chosen, isHeld }: ChosenValues,
): RowValues | RowStore {
  if (ArrayBuffer.isView(content)) {
    const first = content.subarray(0, count * width);
    return chosen === null ? first : takeColumns(first, width, chosen);
  }
  const { kind } = content;
  const own =
    chosen === null
      ? content
      : mappedStore(content, { kind, width: chosen.length }, (rows) => takeColumns(rows, width, chosen));
  return { ...own, count, ...(isHeld ? { isHeld } : {}) };
}

function takeKept(values: RowValues | RowStore, width: number, kept: Uint32Array | null): RowValues | RowStore {
  if (kept === null) return values;
  return ArrayBuffer.isView(values) ? takeRows(values, width, kept) : storeOf(values, kept);
}

function checkedValues(
  values: RowValues | RowStore,
  columns: readonly string[],
  source: RowSource,
  refuse: Refuse,
): RowValues | RowStore {
  if (ArrayBuffer.isView(values)) return finiteValues(values, columns, source, refuse);
  checkFinite(storedRows(values, null), columns, source, refuse);
  return values;
}
