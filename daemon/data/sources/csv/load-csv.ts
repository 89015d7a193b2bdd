import type { CommonDataKeys, DataAccess, DataSummary, Dataset } from '../../definition.ts';
import type { CsvConfig } from './csv-source.ts';
import { loadTable, summarizeTable, type TableFormat } from './load-table.ts';
import { readTableBeginning, readTableFile } from './table-file.ts';

const CSV: TableFormat = { source: 'csv', read: readTableFile, readBeginning: readTableBeginning };

/** Loads a CSV file. Errors as `loadTable` and `readTableFile`. */
export async function loadCsv(config: CsvConfig & CommonDataKeys, access: DataAccess): Promise<Dataset> {
  return loadTable(config, access, CSV);
}

/** Errors as `loadCsv`. */
export async function summarizeCsv(config: CsvConfig & CommonDataKeys, access: DataAccess): Promise<DataSummary> {
  return summarizeTable(config, access, CSV);
}
