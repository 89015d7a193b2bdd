import type { DataReading } from '../../../../protocol/data-reading.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { ColumnRequest } from '../../columns/column-keys.ts';
import { checkDeclared } from '../../declared-summary.ts';
import type { CommonDataKeys, DataAccess, Dataset } from '../../definition.ts';
import { dequantization, valuesForNoise } from '../../dequantize.ts';
import { dataError } from '../../files/data-error.ts';
import { readArray, readOnlyArray } from '../../files/read-array.ts';
import { readDataFile } from '../../files/read-data-file.ts';
import { indexedRows, indexedRowsAt } from '../../files/row-place.ts';
import { digestOf, fingerprintOf } from '../../fingerprint.ts';
import type { NpyArray } from '../../formats/npy.ts';
import { leaveOutOf } from '../../leave-out.ts';
import { type FileRows, makeDataset } from '../../make-dataset.ts';
import { type FullRows, fullRows } from '../../missing/full-rows.ts';
import { type MissingEntry, unmatchedValues } from '../../missing/missing-values.ts';
import { readingFacts } from '../../reading-facts.ts';
import { checkWeights } from '../../row-weights.ts';
import { takeRows } from '../../split-rows.ts';
import { heldOfTable } from '../../stored/kept-rows.ts';
import type { RowStore, RowValues } from '../../stored/row-store.ts';
import { blocksOf, rowsIn } from '../../stored/stored-rows.ts';
import { turnedRows } from '../../stored/turned-rows.ts';
import { type Turn, turningColumns, turnOf } from '../../turns.ts';
import { numberRange } from '../csv/number-range.ts';
import { refusalOf, standInRefused } from './array-advice.ts';
import { chosenColumns, columnNumber, type LabelKey, pointShape, standInEntries, withLabels } from './array-columns.ts';
import { type ArrayContext, arrayContext, lookAtContext, rawContext } from './array-context.ts';
import { arrayReading, fieldName } from './array-reading.ts';
import { checkedValues, chosenValues, columnOf, takeKept } from './array-values.ts';
import { openLargeNpy } from './large-npy.ts';
import type { NpyConfig } from './npy-source.ts';
import { refuseOtherFields } from './other-fields.ts';

/** The keys of `data` for an array. */
export type NpyRequest = NpyConfig & CommonDataKeys;

/** Loads an array. Errors as `readDataFile`, `readArray`, `finiteValues` and `fitStandardization`. */
export async function loadNpy(config: NpyRequest, access: DataAccess): Promise<Dataset> {
  return (await readNpy(config, access)).dataset;
}

/** An array that was read, and what a summary of it needs. */
export interface ReadNpy {
  readonly dataset: Dataset;
  /** What the spec may call each modeled column: the name of its field, or its number. */
  readonly labels: readonly (string | number)[];
  readonly main: FileRows<RowValues | RowStore>;
  /** Rows that were looked at, also those that are dropped. */
  readonly read: number;
  /** As in `FullRows`. */
  readonly worst: FullRows['worst'];
}

/** Errors as `loadNpy`. */
export async function readNpy(config: NpyRequest, access: DataAccess): Promise<ReadNpy> {
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

/** @param array without its values @throws as `loadNpy` */
export function assemble(
  config: NpyRequest,
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
  // Errors name a column as the spec does.
  const named = config.columns?.map((entry) => (typeof entry === 'object' ? entry.name : entry));
  refuseOtherFields(array, { path: config.path, chosen, columns: named, exclude: config.exclude, weight });
  const shape = chosen === null ? whole : [chosen.length];
  const columns = (chosen ?? Array.from({ length: width }, (_, j) => j)).map((j) => fieldName(array.names, j));
  const labelOf = (label: string | number) => (typeof label === 'number' ? (array.names?.[label] ?? label) : label);
  const labels = (chosen ?? columns.map((_, column) => column)).map(labelOf);
  const isTable = whole.length === 1;
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
  const { turns, isWithin } = turnsIn(written ?? [], blocksOf(rowsIn(values, keptCount)));
  const dataset = makeDataset({
    summary: {
      shape,
      ...turningColumns(turns),
      integerColumns: noise.integers,
      bits: null,
    },
    columns,
    ...(leaveOut === undefined ? {} : { leaveOut }),
    main: { ...main, values: turnedRows(values, turns, isWithin) },
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
    ...standInFacts(full, entries, (label) => columns[numbers.indexOf(Number(label))] ?? ''),
    ...readingFacts(dataset, config.standardize),
  };
  const own = { main, labels, read: count, worst: full.worst };
  if (chosen === null) return { dataset: { ...dataset, reading }, ...own };
  const part = { columns: chosen, width, ...(weight === undefined ? {} : { weight }) };
  const weighted = weight === undefined ? {} : { weight: fieldName(array.names, weight) };
  return { dataset: { ...dataset, reading, part, ...weighted }, ...own };
}

/** Only of columns in use; `{}` if no value stands for a missing one. @param nameOf of the column of an entry; empty: it is not in use */
function standInFacts(
  { standIns, found }: FullRows,
  entries: readonly MissingEntry[] | undefined,
  nameOf: (label: string | number) => string,
): Pick<DataReading, 'missingValues' | 'unmatchedValues'> {
  if (standIns === undefined) return {};
  const unmatched = unmatchedValues(entries, found, nameOf).filter(({ column }) => column !== '');
  return { missingValues: standIns, ...(unmatched.length === 0 ? {} : { unmatchedValues: unmatched }) };
}

/** Those of the columns that are angles, from the range of all rows, and whether these are within. */
function turnsIn(
  columns: readonly ColumnRequest[],
  blocks: Iterable<RowValues>,
): { readonly turns: readonly (Turn | null)[]; readonly isWithin: boolean } {
  if (columns.every(({ period }) => period === undefined)) return { turns: [], isWithin: true };
  const ranges = columns.map(() => numberRange());
  for (const block of blocks) {
    for (let at = 0; at < block.length; at++) ranges[at % ranges.length]!.add(block[at]!);
  }
  const turns = columns.map(({ period }, j) => (period === undefined ? null : turnOf(period, ranges[j]!.ends())));
  const isWithin = turns.every((turn, j) => {
    const [low, high] = ranges[j]!.ends() ?? [0, 0];
    return turn === null || (low >= turn.start && high < turn.start + turn.period);
  });
  return { turns, isWithin };
}
