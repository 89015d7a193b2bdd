import { checkDeclared } from '../../declared-summary.ts';
import type { CommonDataKeys, DataAccess, DataSummary, Dataset, ModelledCategory } from '../../definition.ts';
import { checkStoredGrids, dequantization, valuesForNoise } from '../../dequantize.ts';
import { columnsOfNames } from '../../doubts/reading/codes.ts';
import { doubtsOfRows } from '../../doubts/source-table.ts';
import type { ValueKeys } from '../../doubts/value-table.ts';
import { fingerprintOf } from '../../fingerprint.ts';
import { leaveOutOf } from '../../leave-out.ts';
import { type FileRows, makeDataset } from '../../make-dataset.ts';
import { encodeCategories, encodeStored, fitCategories, type RawCategory } from '../../modelled-categories.ts';
import { partReading, readingFacts } from '../../reading-facts.ts';
import { splitRows } from '../../split-rows.ts';
import { heldOfTable } from '../../stored/kept-rows.ts';
import type { RowStore } from '../../stored/row-store.ts';
import { rowsIn, valueReader } from '../../stored/stored-rows.ts';
import { summarizeLarge } from '../../stored/summarize-large.ts';
import { turningColumns } from '../../turns.ts';
import type { TableFile } from './cached-table.ts';
import { withTurns } from './column-turns.ts';
import type { CsvConfig } from './csv-source.ts';
import type { Table, TableOptions } from './read-table.ts';
import { resolveSelection, type Selection, selectRows, textColumns, turnOfColumn } from './select-columns.ts';
import { selectStored } from './select-stored.ts';
import { firstRows, isStored, outlineOf, type StoredTable } from './stored-table.ts';
import { tableDoubts } from './table-doubts.ts';
import { type StandInCells, standInCells, tableReading } from './table-reading.ts';

type Config = CsvConfig & CommonDataKeys;

/** How the files of a source of tables are read. */
export interface TableFormat {
  /** Name of the source. */
  readonly source: string;
  readonly read: (path: string, access: DataAccess, options: TableOptions) => Promise<TableFile>;
  /** Reads the beginning of a large file. null: only all of it can be read. */
  readonly readBeginning: ((path: string, access: DataAccess, options: TableOptions) => Promise<Table>) | null;
}

/** Loads a table. Errors as those of the format, `selectRows` and `fitStandardization`. */
export async function loadTable(config: Config, access: DataAccess, format: TableFormat): Promise<Dataset> {
  return (await readAll(config, access, format)).dataset;
}

/**
 * What is known about a table, with what looks wrong in it. All rows are read, unless the beginning of a large file is enough;
 * what was found in a large file is kept. Errors as `loadTable`.
 */
export async function summarizeTable(config: Config, access: DataAccess, format: TableFormat): Promise<DataSummary> {
  const { path, testPath } = config;
  const files = {
    config: { ...config, source: format.source },
    paths: [path, ...(testPath === undefined ? [] : [testPath])],
    beginning: async (isLarge: boolean) =>
      isLarge && !access.complete ? summarizeBeginning(config, access, format) : null,
    whole: async () => summaryOf(await readAll(config, access, format, { isSummary: true }), config),
  };
  return summarizeLarge(files, access);
}

/** null if the beginning of the file does not tell what all of it would. */
async function summarizeBeginning(
  config: Config,
  access: DataAccess,
  format: TableFormat,
): Promise<DataSummary | null> {
  // The range of values that nothing changes, and categories, depend on all rows.
  if (format.readBeginning === null) return null;
  if (!config.standardize || config.testPath !== undefined || typeof config.dequantize === 'object') return null;
  const table = await format.readBeginning(config.path, access, tableOptions(config));
  const selection = withTurns(resolveSelection(table, config), table);
  if (
    [...selection.context, ...selection.columns].some(({ as }) => as === 'category') ||
    selection.weight !== undefined
  )
    return null;
  const main = selected(table, selection, config, access);
  // A column may be constant only here.
  const parts = { table, selection, main, test: null, digests: [], range: ANY };
  const read = assemble({ ...config, standardize: false }, format, parts);
  const { trainingRows: _, ...summary } = summaryOf(read, config);
  const { reading } = summary;
  return {
    ...summary,
    ...(reading ? { reading: partReading(reading) } : {}),
  };
}

function summaryOf({ dataset, table, selection, main }: ReadTable, config: Config): DataSummary {
  const { doubts, header } = doubtsOf(table, selection, main, config);
  const { summary, reading } = dataset;
  const labels = dataset.columns;
  const { standardize, dequantize } = config;
  const keys = {
    ...{ standardize, noise: dequantize === true, categories: main.categories, chosen: config.columns !== undefined },
    requests: selection.columns.map(({ request = {} }) => request),
    indexes: columnsOfNames(doubts),
    ...anglesOf(table, selection),
  };
  const inValues = header ? [] : doubtsOfRows(main.rows, dataset, labels, keys);
  return { ...summary, ...(reading ? { reading } : {}), labels, doubts: [...doubts, ...inValues] };
}

/** The angles as they are in the file, in those of its rows that have all of them. */
function anglesOf(table: Table | StoredTable, { columns }: Selection): Pick<ValueKeys, 'angles'> {
  const found = columns.filter(({ period }) => period !== null).map((column) => ({ ...column, period: null }));
  if (found.length === 0) return {};
  const selection = { columns: found, context: [] };
  const { values, count } = isStored(table)
    ? selectStored(table, selection, 'drop', false)
    : selectRows(table, selection, 'drop');
  return { angles: rowsIn(values, count) };
}

/** The values of an angle as they are in the file. */
function unwrappedColumn(table: Table | StoredTable, selection: Selection, column: number): Float64Array {
  const { angles } = anglesOf(table, { ...selection, columns: [selection.columns[column]!] });
  if (angles === undefined) return new Float64Array();
  const read = valueReader(angles);
  return Float64Array.from({ length: angles.count }, (_, row) => read(row, 0));
}

/** Of a table in a file, those of its first rows, but of all texts and of all rows that are dropped. */
function doubtsOf(table: Table | StoredTable, selection: Selection, main: Selected, config: Config) {
  const options = {
    selection,
    chosen: config.columns !== undefined,
    exclude: config.exclude ?? [],
    header: config.header,
  };
  if (!isStored(table)) return tableDoubts(table, { ...options, kept: main.kept });
  const whole = { table: outlineOf(table), dropped: main.read - main.rows.count };
  const first = firstRows(table);
  const { kept } = selectRows(first, selection, config.missing, { isPart: true });
  return tableDoubts(first, { ...options, kept, whole });
}

interface ReadTable {
  readonly dataset: Dataset;
  readonly table: Table | StoredTable;
  readonly selection: Selection;
  readonly main: Selected;
}

/** The selected rows of one file. */
interface Selected {
  readonly rows: FileRows<Float64Array | RowStore>;
  readonly categories: readonly RawCategory[];
  /** Number of rows in the file. */
  readonly read: number;
  /** Those that are not dropped; empty for a table in a file. */
  readonly kept: Float64Array;
  readonly standIns: StandInCells;
}

function tableOptions(config: Config): TableOptions {
  const { delimiter, header, limit, missingValues } = config;
  return { delimiter, header, limit, texts: textColumns(config), missingValues };
}

async function readAll(
  config: Config,
  access: DataAccess,
  format: TableFormat,
  { isSummary = false } = {},
): Promise<ReadTable> {
  const options = tableOptions(config);
  const { table, digest } = await format.read(config.path, access, options);
  if (isSummary && isStored(table)) access.onCached?.();
  const selection = withTurns(resolveSelection(isStored(table) ? outlineOf(table) : table, config), table);
  const main = selected(table, selection, config, access);
  const testFile = config.testPath === undefined ? null : await format.read(config.testPath, access, options);
  const test = testFile && selected(testFile.table, selection, config, access);
  const digests = testFile === null ? [digest] : [digest, testFile.digest];
  const parts = { table, selection, main, test, digests };
  if (!isSummary || !hasPlainSpread(table, selection, config)) return assemble(config, format, parts);
  // Mean and deviation are not part of a summary, and take another look at all rows.
  return assemble({ ...config, standardize: false }, format, { ...parts, range: ANY });
}

/** Standardized values may lie anywhere. */
const ANY = { low: -Infinity, high: Infinity, closed: false };

/** Whether the columns of a table in a file are to be shifted and scaled only, and none of them is constant. */
function hasPlainSpread(table: Table | StoredTable, { columns }: Selection, { standardize }: Config): boolean {
  if (!isStored(table) || standardize !== true) return false;
  const ranges = new Map(table.facts.columns.map(({ name, range }) => [name, range]));
  return columns.every(({ name, period, request }) => {
    const range = ranges.get(name);
    const isPlain = period === null && request?.bounds === undefined && request?.transform === undefined;
    return isPlain && range != null && range[0] < range[1];
  });
}

interface Parts extends Omit<ReadTable, 'dataset'> {
  readonly test: Selected | null;
  readonly digests: readonly string[];
  /** Absent: that of the values. */
  readonly range?: DataSummary['range'];
}

function assemble(
  config: Config,
  { source }: TableFormat,
  { table, selection, main, test, digests, range }: Parts,
): ReadTable {
  const columns = selection.columns.map((column) => column.name);
  const split = test === null ? config.split : { ...config.split, test: 0 };
  const categories =
    main.categories.length === 0
      ? []
      : fitCategories(main.categories, splitRows(main.rows.count, split, config.seed).train, main.rows.weights);
  const rows = encoded(main, categories);
  const testRows = test && encoded(test, categories);
  const noise = dequantization(config.dequantize, {
    ...rows,
    ...valuesForNoise(rows),
    names: columns,
    labels: columns,
    categories: categories.map(({ column }) => column),
    periods: selection.columns.map(({ period }) => period),
    unwrapped: (column) => unwrappedColumn(table, selection, column),
  });
  if (testRows !== null) checkStoredGrids(testRows, columns, { dequantizedColumns: noise.columns, grids: noise.grids });
  const dataset = makeDataset({
    summary: {
      shape: [columns.length],
      integerColumns: noise.integers,
      bits: null,
      ...(range === undefined ? {} : { range }),
      ...turningColumns(selection.columns.map(turnOfColumn)),
    },
    columns,
    leaveOut: leaveOutOf(columns, config.columns !== undefined),
    main: rows,
    test: testRows,
    split: config.split,
    seed: config.seed,
    standardize: config.standardize,
    requests: selection.columns.map(({ request = {} }) => request),
    dequantizedColumns: noise.columns,
    grids: noise.grids,
    categories,
    fingerprint: fingerprintOf(
      { ...config, source, path: null, testPath: null, shape: null, contextSize: null },
      digests,
    ),
  });
  checkDeclared(dataset.summary, config, config.path);
  const files = [main, ...(test ? [test] : [])].map(({ rows: kept, read, standIns }) => ({ read, kept, standIns }));
  const outline = isStored(table) ? outlineOf(table) : table;
  return {
    dataset: {
      ...dataset,
      reading: {
        ...tableReading(outline, selection, files, {
          exclude: config.exclude ?? [],
          isListed: true,
        }),
        ...readingFacts(dataset, config.standardize),
      },
      ...(config.weight === undefined ? {} : { weight: config.weight }),
    },
    table,
    selection,
    main: { ...main, rows },
  };
}

/** With the numbers of its categories among the values. */
function encoded({ rows, categories: raw }: Selected, categories: readonly ModelledCategory[]): Selected['rows'] {
  const { values, source } = rows;
  if (categories.length === 0) return rows;
  if (!(values instanceof Float64Array)) {
    return { ...rows, values: encodeStored(categories, raw, values, source) };
  }
  encodeCategories(categories, raw, { values, source, width: values.length / rows.count });
  return rows;
}

function selected(table: Table | StoredTable, selection: Selection, config: Config, access: DataAccess): Selected {
  const { missing } = config;
  if (!isStored(table)) {
    const { categories, kept, ...rows } = selectRows(table, selection, missing);
    return { rows, categories, read: table.count, kept, standIns: standInCells(table.columns) };
  }
  const { facts } = table;
  const held = Float32Array.BYTES_PER_ELEMENT * facts.count * selection.columns.length <= heldOfTable(access);
  const { categories, ...rows } = selectStored(table, selection, missing, held);
  const standIns = standInCells(facts.columns);
  return { rows, categories, read: facts.count, kept: new Float64Array(), standIns };
}
