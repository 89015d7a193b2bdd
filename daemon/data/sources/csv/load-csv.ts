import { columnSteps } from '../../columns/step-text.ts';
import { checkDeclared } from '../../declared-summary.ts';
import type { CommonDataKeys, DataAccess, DataSummary, Dataset } from '../../definition.ts';
import { dequantization } from '../../dequantize.ts';
import { doubtsOfRows } from '../../doubts/source-table.ts';
import { readDataFile } from '../../files/read-data-file.ts';
import { digestOf, fingerprintOf } from '../../fingerprint.ts';
import { makeDataset } from '../../make-dataset.ts';
import { categoryNames, encodeCategories, fitCategories } from '../../modelled-categories.ts';
import { splitRows } from '../../split-rows.ts';
import type { CsvConfig } from './csv-source.ts';
import { readTable, type Table } from './read-table.ts';
import { resolveSelection, type SelectedRows, type Selection, selectRows, textColumns } from './select-columns.ts';
import { tableDoubts } from './table-doubts.ts';
import { tableReading } from './table-reading.ts';

type Config = CsvConfig & CommonDataKeys;

/** Loads a table. Errors as `readDataFile`, `readTable`, `selectRows` and `fitStandardization`. */
export async function loadCsv(config: Config, access: DataAccess): Promise<Dataset> {
  return (await readCsv(config, access)).dataset;
}

/** What is known about a table, with what looks wrong in it; all rows are read. Errors as `loadCsv`. */
export async function summarizeCsv(config: Config, access: DataAccess): Promise<DataSummary> {
  const { dataset, table, selection, main } = await readCsv(config, access);
  const { doubts, header } = tableDoubts(table, {
    selection,
    chosen: config.columns !== undefined,
    exclude: config.exclude ?? [],
    header: config.header,
    kept: main.kept,
  });
  const { summary, reading } = dataset;
  const labels = dataset.columns;
  const { standardize } = config;
  const handled = selection.columns.flatMap(({ period }, j) => (period === null ? [] : [j]));
  const inValues = header ? [] : doubtsOfRows(main, dataset, labels, { standardize, handled });
  return { ...summary, ...(reading ? { reading } : {}), labels, doubts: [...doubts, ...inValues] };
}

interface ReadCsv {
  readonly dataset: Dataset;
  readonly table: Table;
  readonly selection: Selection;
  readonly main: SelectedRows;
}

async function readCsv(config: Config, access: DataAccess): Promise<ReadCsv> {
  const bytes = await readDataFile(config.path, access);
  const texts = textColumns(config);
  const options = { delimiter: config.delimiter, header: config.header, limit: config.limit, texts };
  const table = readTable(bytes, config.path, options);
  const selection = resolveSelection(table, config);
  const main = selectRows(table, selection, config.missing);
  const testBytes = config.testPath === undefined ? null : await readDataFile(config.testPath, access);
  const testTable =
    testBytes === null || config.testPath === undefined ? null : readTable(testBytes, config.testPath, options);
  const test = testTable && selectRows(testTable, selection, config.missing);
  const columns = selection.columns.map((column) => column.name);
  const split = test === null ? config.split : { ...config.split, test: 0 };
  const categories =
    main.categories.length === 0
      ? []
      : fitCategories(main.categories, splitRows(main.count, split, config.seed).train, main.weights);
  for (const rows of test === null ? [main] : [main, test])
    encodeCategories(categories, rows.categories, { ...rows, width: columns.length });
  const noise = dequantization(config.dequantize, {
    ...main,
    names: columns,
    labels: columns,
    categories: categories.map(({ column }) => column),
  });
  const dataset = makeDataset({
    summary: {
      shape: [columns.length],
      integerColumns: noise.integers,
      bits: null,
      ...(selection.columns.some(({ period }) => period !== null)
        ? { periods: selection.columns.map(({ period }) => period) }
        : {}),
    },
    columns,
    leaveOut: (column) => columns[column]!,
    main,
    test,
    split: config.split,
    seed: config.seed,
    standardize: config.standardize,
    requests: selection.columns.map(({ request = {} }) => request),
    dequantizedColumns: noise.columns,
    grids: noise.grids,
    categories,
    fingerprint: fingerprintOf(
      { ...config, source: 'csv', path: null, testPath: null, shape: null, contextSize: null },
      testBytes === null ? [digestOf(bytes)] : [digestOf(bytes), digestOf(testBytes)],
    ),
  });
  checkDeclared(dataset.summary, config, config.path);
  const rows = [
    { read: table.count, kept: main },
    ...(testTable && test ? [{ read: testTable.count, kept: test }] : []),
  ];
  const steps = columnSteps(dataset, config.standardize);
  return {
    dataset: {
      ...dataset,
      reading: {
        ...tableReading(table, selection, rows, config.exclude),
        ...categoryNames(dataset),
        ...(steps.length === 0 ? {} : { steps }),
      },
      ...(config.weight === undefined ? {} : { weight: config.weight }),
    },
    table,
    selection,
    main,
  };
}
