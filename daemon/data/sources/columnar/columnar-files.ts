/** What Parquet and Arrow files have in common: typed columns, which are read as tables. */
import type { DataProposal } from '../../data-proposal.ts';
import type { ColumnGlance, CommonDataKeys, DataAccess, DataSummary, Dataset } from '../../definition.ts';
import { typeOfColumn } from '../csv/glance-csv.ts';
import { loadTable, summarizeTable } from '../csv/load-table.ts';
import { proposeTable } from '../csv/propose-csv.ts';
import { isStored, type TableFile } from '../csv/table-file.ts';
import type { ColumnarConfig, ColumnarOptions } from './columnar-keys.ts';

type Config = ColumnarConfig & CommonDataKeys;
type Read = (path: string, access: DataAccess, options: ColumnarOptions) => Promise<TableFile>;

/** Rows of a glance. */
const GLANCE = 100;

/** @param source its name @param read reads a file of it */
export function columnarFiles(source: string, read: Read) {
  const format = { source, read, readBeginning: null };
  // There is nothing to guess about the names of typed columns.
  const named = (config: Config) => ({ ...config, delimiter: 'auto', header: true });
  const tableIn = async (path: string, access: DataAccess, options: ColumnarOptions) => {
    const { table } = await read(path, access, options);
    if (isStored(table)) throw new Error(`a table of ${source} is in memory`);
    return table;
  };
  return {
    load: (config: Config, access: DataAccess): Promise<Dataset> => loadTable(named(config), access, format),
    summarize: (config: Config, access: DataAccess): Promise<DataSummary> =>
      summarizeTable(named(config), access, format),
    async glance(path: string, access: DataAccess): Promise<readonly ColumnGlance[]> {
      const { columns } = await tableIn(path, access, { limit: GLANCE, texts: [] });
      return columns.map((column) => ({ name: column.name, type: typeOfColumn(column) }));
    },
    async propose(path: string, access: DataAccess): Promise<DataProposal> {
      return proposeTable(await tableIn(path, access, { limit: null, texts: 'all' }), []);
    },
  };
}
