import { MOST_VALUES } from '../../../column-roles.ts';
import type { DataProposal, ProposalOptions } from '../../../data-proposal.ts';
import type { DataAccess } from '../../../definition.ts';
import { areCodes } from '../column-codes.ts';
import type { Table } from '../read-table.ts';
import { headerDoubt } from '../table-doubts.ts';
import { readTableBeginning, readTableFile } from '../table-file.ts';
import { proposeTable } from './propose-table.ts';

/** Rows from which columns of text are recognized before the whole file is read. */
const FIRST_ROWS = 20_000;

/**
 * Proposes how to model a table. The columns of the proposal have a density, each of its rows has all values, and none of its
 * columns is constant in the training rows.
 * @throws FlowscopeError as `readTableFile` and `proposeTable`
 */
export async function proposeCsv(path: string, access: DataAccess, options: ProposalOptions): Promise<DataProposal> {
  const { missingValues } = options;
  const as = { delimiter: 'auto', ...(missingValues.length === 0 ? {} : { missingValues }) } as const;
  const begin = (header: 'auto' | true, texts: readonly string[]) =>
    readTableBeginning(path, access, { ...as, header, limit: FIRST_ROWS, texts });
  const start = await begin('auto', []);
  const title = start.named ? null : headerDoubt(start);
  const header = title === null ? 'auto' : true;
  const first = title === null ? start : await begin(header, []);
  const texts = labelsIn(await begin(header, textsIn(first)));
  const { table } = await readTableFile(path, access, { ...as, header, limit: null, texts });
  const why = ['The first line is read as the names of the columns. If it is data, change this to false.'];
  return proposeTable(table, title === null ? [] : [{ key: 'header', value: true, why }], options);
}

/** Columns that are not numbers, or only look so. */
export function textsIn({ columns }: Table): readonly string[] {
  return columns.filter((column) => column.numbers === null || areCodes(column)).map(({ name }) => name);
}

/** Those of which the texts may be labels, as far as these rows tell: others need not be kept. */
export function labelsIn({ columns }: Table): readonly string[] {
  return columns
    .filter(({ texts }) => texts !== null && new Set(texts).size <= MOST_VALUES + 1)
    .map(({ name }) => name);
}
