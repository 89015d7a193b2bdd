/** What Parquet and Arrow files have in common: typed columns, which are read as tables. */
import type { DataProposal, ProposalOptions } from '../../data-proposal.ts';
import type { ColumnGlance, CommonDataKeys, DataAccess, DataSummary, Dataset } from '../../definition.ts';
import { cachedTable, type TableFile } from '../csv/cached-table.ts';
import { csvSchema } from '../csv/csv-source.ts';
import { typeOfColumn } from '../csv/glance-csv.ts';
import { loadTable, summarizeTable } from '../csv/load-table.ts';
import { labelsIn, textsIn } from '../csv/proposal/propose-csv.ts';
import { proposeTable } from '../csv/proposal/propose-table.ts';
import type { Table } from '../csv/read-table.ts';
import type { ColumnarConfig } from './columnar-keys.ts';
import { type OpenTyped, type TypedOptions, typedReader } from './typed-reader.ts';

type Config = ColumnarConfig & CommonDataKeys;

/** Rows of a glance. */
const GLANCE = 100;
/** Rows from which columns of text are recognized before the whole file is read. */
const FIRST_ROWS = 20_000;
/** Changes when the same file would be read in another way. */
const VERSION = 2;

/** @param source its name @param open opens a file of it */
export function columnarFiles(source: string, open: OpenTyped) {
  const reader = async (path: string, access: DataAccess, options: TypedOptions) => {
    const file = await open(path, access);
    try {
      return typedReader(path, file, options);
    } catch (error) {
      await file.close();
      throw error;
    }
  };
  const read = (path: string, access: DataAccess, options: TypedOptions): Promise<TableFile> => {
    const { limit, texts, missingValues } = options;
    const how = { columnar: VERSION, source, limit, texts, missingValues };
    return cachedTable({ path, how, open: () => reader(path, access, options) }, access);
  };
  /** The first block of rows. */
  const readBeginning = async (path: string, access: DataAccess, options: TypedOptions): Promise<Table> => {
    const beginning = await reader(path, access, options);
    try {
      await beginning.next();
      return beginning.rows.build();
    } finally {
      await beginning.close();
    }
  };
  const format = { source, read, readBeginning };
  // There is nothing to guess about the names of typed columns.
  const named = (config: Config) => ({ ...config, delimiter: 'auto', header: true });
  return {
    load: (config: Config, access: DataAccess): Promise<Dataset> => loadTable(named(config), access, format),
    summarize: (config: Config, access: DataAccess): Promise<DataSummary> =>
      summarizeTable(named(config), access, format),
    async glance(keys: Readonly<Record<string, unknown>>, access: DataAccess): Promise<readonly ColumnGlance[]> {
      const { path } = keys;
      if (typeof path !== 'string') return [];
      const { data: missingValues } = csvSchema.shape.missingValues.safeParse(keys.missingValues);
      const { columns } = await readBeginning(path, access, { limit: GLANCE, texts: [], missingValues });
      return columns.map((column) => ({ name: column.name, type: typeOfColumn(column) }));
    },
    async propose(path: string, access: DataAccess, options: ProposalOptions): Promise<DataProposal> {
      const own = options.missingValues.length === 0 ? {} : { missingValues: options.missingValues };
      const begin = (texts: readonly string[]) => readBeginning(path, access, { limit: FIRST_ROWS, texts, ...own });
      const texts = labelsIn(await begin(textsIn(await begin([]))));
      const { table } = await read(path, access, { limit: null, texts, ...own });
      return proposeTable(table, [], options);
    },
  };
}
