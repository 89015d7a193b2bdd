import { sizeOf } from '../../../tensor/tensor.ts';
import type { RawContext } from '../../context.ts';
import { checkDeclared } from '../../declared-summary.ts';
import type { CommonDataKeys, DataAccess, DataSummary, Dataset } from '../../definition.ts';
import { dequantization, valuesForNoise } from '../../dequantize.ts';
import { doubtsOfRows } from '../../doubts/source-table.ts';
import { dataError, mismatch } from '../../files/data-error.ts';
import { readArray } from '../../files/read-array.ts';
import { readDataFile } from '../../files/read-data-file.ts';
import { indexedRows } from '../../files/row-place.ts';
import { digestOf, fingerprintOf } from '../../fingerprint.ts';
import { checkFinite, finiteValues } from '../../finite-values.ts';
import type { NpyArray } from '../../formats/npy.ts';
import { checkPoint } from '../../limits.ts';
import { type FileRows, makeDataset } from '../../make-dataset.ts';
import { checkWeights } from '../../row-weights.ts';
import { trainingCount } from '../../split-rows.ts';
import { heldOfTable } from '../../stored/kept-rows.ts';
import { mappedStore, type RowStore, type RowValues } from '../../stored/row-store.ts';
import { blocksOf, rowsIn, storedRows } from '../../stored/stored-rows.ts';
import { summarizeLarge } from '../../stored/summarize-large.ts';
import { takeColumns } from '../../take-columns.ts';
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
  const read = assemble(own, array, { values: array.values, digests: [], context: [] }, access);
  return {
    ...summaryOf(read, config),
    range: { low: -Infinity, high: Infinity, closed: false },
    trainingRows: trainingCount(count, config.split),
  };
}

/** Numbers at the beginning of a large array that tell what its columns are like. */
const BEGINNING = 2 ** 20;

/** Weights, and grids, are looked for in whole columns. */
function needsAll({ weight, dequantize }: Config): boolean {
  return weight !== undefined || typeof dequantize === 'object';
}

function summaryOf({ dataset, main }: ReadNpy, config: Config): DataSummary {
  const { summary, columns, part } = dataset;
  if (summary.shape.length > 1) return summary;
  const labels = part?.columns ?? columns.map((_, j) => j);
  const { standardize, columns: entries } = config;
  const requests = labels.map((_, j) => {
    const entry = entries?.[j];
    return typeof entry === 'object' ? entry : {};
  });
  const doubts = doubtsOfRows(main, dataset, labels, { standardize, requests });
  return { ...summary, labels, doubts };
}

interface ReadNpy {
  readonly dataset: Dataset;
  readonly main: FileRows<RowValues | RowStore>;
}

async function readNpy(config: Config, access: DataAccess): Promise<ReadNpy> {
  const large = await openLargeNpy(config.path, config, access);
  const bytes = large === null ? await readDataFile(config.path, access) : null;
  const array = bytes === null ? null : readArray(bytes, config.array, config.path, access.most);
  const shape = array?.shape ?? large!.shape;
  const digest = bytes === null ? await large!.digest() : digestOf(bytes);
  const contextBytes = config.contextPath === undefined ? null : await readDataFile(config.contextPath, access);
  const rows = shape[0]!;
  const context =
    contextBytes === null || config.contextPath === undefined
      ? []
      : contextColumns(
          readArray(contextBytes, undefined, config.contextPath, access.most),
          rows,
          Math.min(rows, config.limit ?? rows),
          config.contextPath,
        );
  const digests = contextBytes === null ? [digest] : [digest, digestOf(contextBytes)];
  return assemble(config, array ?? large!, { values: array?.values ?? large!.store, digests, context }, access);
}

interface Content {
  readonly values: RowValues | RowStore;
  readonly digests: readonly string[];
  readonly context: readonly RawContext[];
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
  const columns = (chosen ?? Array.from({ length: width }, (_, j) => j)).map((j) => array.names?.[j] ?? `x${j}`);
  const source = indexedRows(config.path);
  const weights =
    weight === undefined
      ? undefined
      : checkWeights(
          columnOf(content, { count, width, column: weight }),
          array.names?.[weight] ?? `x${weight}`,
          source,
        );
  const isHeld = Float32Array.BYTES_PER_ELEMENT * count * columns.length <= heldOfTable(access);
  const values = ArrayBuffer.isView(content)
    ? finiteValues(
        chosen === null
          ? content.subarray(0, count * width)
          : takeColumns(content.subarray(0, count * width), width, chosen),
        columns,
        source,
      )
    : storeIn(content, count, chosen, isHeld);
  if (!ArrayBuffer.isView(values)) checkFinite(storedRows(values, null), columns, source);
  const labels = chosen ?? columns.map((_, column) => column);
  const noise = dequantization(config.dequantize, {
    ...valuesForNoise({ values, count }),
    ...{ count, names: columns, labels, source },
  });
  const main = { values, count, context, source, ...(weights === undefined ? {} : { weights }) };
  const dataset = makeDataset({
    summary: {
      shape,
      ...(written?.some(({ period }) => period !== undefined)
        ? { periods: written.map(({ period }) => period ?? null) }
        : {}),
      integerColumns: noise.integers,
      bits: null,
    },
    columns,
    ...(whole.length === 1 ? { leaveOut: (column: number) => chosen?.[column] ?? column } : {}),
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
  if (chosen === null) return { dataset, main };
  const part = { columns: chosen, width, ...(weight === undefined ? {} : { weight }) };
  return {
    dataset: { ...dataset, part, ...(weight === undefined ? {} : { weight: array.names?.[weight] ?? `x${weight}` }) },
    main,
  };
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

/** The first rows of a store, and some of its columns. */
function storeIn(store: RowStore, count: number, chosen: readonly number[] | null, isHeld: boolean): RowStore {
  const { kind, width } = store;
  const own =
    chosen === null
      ? store
      : mappedStore(store, { kind, width: chosen.length }, (rows) => takeColumns(rows, width, chosen));
  return { ...own, count, ...(isHeld ? { isHeld } : {}) };
}

/** Keys that name columns of an array. */
type LabelKey = 'columns' | 'exclude' | 'weight';

/** The number of a column. @param names of the fields of a structured array @throws FlowscopeError `data` */
function columnNumber(
  names: readonly string[] | undefined,
  label: string | number,
  key: LabelKey,
  file: string,
): number {
  if (typeof label === 'number') return label;
  const found = names?.indexOf(label) ?? -1;
  if (found >= 0) return found;
  const hint = names === undefined ? 'its columns are numbered from 0' : `its fields are ${names.join(', ')}`;
  throw mismatch(file, `has no field '${label}'`, hint, { key, text: label, choices: names ?? [] });
}

/**
 * The numbers of the columns that are modelled, in their order; null: all.
 * @throws FlowscopeError `data`
 */
function chosenColumns(
  shape: readonly number[],
  {
    path,
    columns,
    exclude,
    weight,
  }: {
    readonly path: string;
    readonly columns: readonly number[] | undefined;
    readonly exclude: readonly number[] | undefined;
    readonly weight: number | undefined;
  },
): readonly number[] | null {
  if (columns === undefined && exclude === undefined && weight === undefined) return null;
  const key = columns !== undefined ? 'columns' : exclude !== undefined ? 'exclude' : 'weight';
  const width = shape[0]!;
  if (shape.length > 1) {
    const message = `has points of shape [${shape.join(', ')}]; "${key}" needs an array of shape [N, D]`;
    throw mismatch(path, message, `remove "${key}"`, { key, choices: [] });
  }
  const own = weight === undefined ? [] : [weight];
  const outside = [...(columns ?? []), ...(exclude ?? []), ...own].find((column) => column >= width);
  if (outside !== undefined) {
    const message = `has no column ${outside}: its ${width} columns are numbered from 0`;
    const about = { key: columns?.includes(outside) ? 'columns' : exclude?.includes(outside) ? 'exclude' : 'weight' };
    throw mismatch(path, message, `use numbers up to ${width - 1}`, about);
  }
  const excluded = new Set(exclude);
  if (weight !== undefined && (excluded.has(weight) || columns?.includes(weight))) {
    const other = excluded.has(weight) ? 'exclude' : 'columns';
    const message = `uses column ${weight} as weight and in "${other}"`;
    throw mismatch(path, message, `remove it from "${other}", or remove "weight"`, { key: 'weight', choices: [] });
  }
  if (weight !== undefined) excluded.add(weight);
  const chosen = columns ?? Array.from({ length: width }, (_, j) => j).filter((j) => !excluded.has(j));
  const both = columns?.find((column, index) => excluded.has(column) || columns.indexOf(column) < index);
  if (both !== undefined) {
    const what = excluded.has(both) ? `both uses and excludes column ${both}` : `uses column ${both} twice`;
    throw mismatch(path, what, 'list each column once, in "columns" or in "exclude"', { key });
  }
  if (chosen.length === 0) throw mismatch(path, 'has no column that is not excluded', 'shorten "exclude"', { key });
  return chosen;
}

/** [N] is N numbers, [N, D] N vectors, [N, h, w] gray images, [N, h, w, c] images. */
export function pointShape(array: Pick<NpyArray, 'shape'>, file: string): number[] {
  const [count, ...rest] = array.shape;
  if (count === 0) throw dataError(file, `has no rows: its shape is (${array.shape.join(', ')})`);
  if (count === undefined || rest.length > 3 || sizeOf(array.shape) === 0) {
    throw dataError(
      file,
      `has the shape (${array.shape.join(', ')}); expected 1 to 4 axes, with the points along the first`,
    );
  }
  checkPoint(rest, file);
  return rest.length === 0 ? [1] : rest.length === 2 ? [...rest, 1] : rest;
}

/** Whole numbers in one dimension are class labels; anything else is numbers, one column per entry. */
function contextColumns(array: NpyArray, rows: number, count: number, file: string): RawContext[] {
  const width = array.shape[1] ?? 1;
  if (array.shape[0] !== rows || array.shape.length > 2 || width === 0) {
    throw dataError(
      file,
      `has the shape (${array.shape.join(', ')}); expected (${rows},) or (${rows}, C) for the context`,
    );
  }
  if (array.integer && array.shape.length === 1) {
    return [{ column: 'label', kind: 'category', texts: Array.from(array.values.subarray(0, count), String) }];
  }
  const names = Array.from({ length: width }, (_, j) => `context${j}`);
  const values = finiteValues(array.values.subarray(0, count * width), names, indexedRows(file));
  return names.map((column, j) => ({
    column,
    kind: 'number',
    numbers: Float64Array.from({ length: count }, (_, i) => values[i * width + j]!),
  }));
}
