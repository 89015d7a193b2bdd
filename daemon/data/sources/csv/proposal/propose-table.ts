/** How a table is modelled, whatever file it is in. */
import type { Role } from '../../../column-roles.ts';
import type { DataProposal, ProposalOptions, ProposedKey } from '../../../data-proposal.ts';
import { dataError } from '../../../files/data-error.ts';
import { FEWEST_ROWS, noSuchColumn, tooFewRows } from '../../../proposal-errors.ts';
import { proposedSplit } from '../../../proposed-split.ts';
import { splitRows } from '../../../split-rows.ts';
import type { Table } from '../read-table.ts';
import type { StoredTable } from '../stored-table.ts';
import { completeRows, type Examined, examineColumns, missingText } from './examine-columns.ts';
import { keysOf } from './proposed-keys.ts';
import { refuseInfinities, refuseTexts } from './refuse-damage.ts';
import { columnsOf, type TableColumns } from './table-columns.ts';

/**
 * @param table with the texts of all columns that may be labels @param first keys that are written before the others
 * @throws FlowscopeError `data` if cells are damaged, there are too few rows, or no column can be modelled; `usage` if there is
 *   no column to leave out
 */
export function proposeTable(
  table: Table | StoredTable,
  first: readonly ProposedKey[],
  options: ProposalOptions,
): DataProposal {
  const { exclude, missingValues } = options;
  const columns = columnsOf(table);
  const { outline } = columns;
  const excluded = new Set(exclude);
  if (outline.count < FEWEST_ROWS) throw tooFewRows(outline.file, outline.count);
  const names = new Set(outline.columns.map(({ name }) => name));
  const unknown = exclude.find((name) => !names.has(name));
  if (unknown !== undefined) throw noSuchColumn(outline.file, unknown, [...names]);
  refuseTexts(columns, options);
  const examined = examineColumns(columns, excluded);
  refuseInfinities(columns, examined, options);
  const { used, leftOut, kept } = chooseColumns(columns, examined);
  const split = proposedSplit(kept);
  const { train, validation } = splitRows(kept, split, 0);
  return {
    ...keysOf({ used, leftOut, first, split, rows: outline.count, kept, missingValues }),
    rows: outline.count,
    trainingRows: train.length,
    validationRows: validation.length,
  };
}

interface ChosenColumns {
  /** Those that are modelled or conditions, in the order of the table. */
  readonly used: readonly Examined[];
  readonly leftOut: readonly { readonly column: Examined; readonly why: string }[];
  /** Number of rows with all values. */
  readonly kept: number;
}

function chooseColumns(table: TableColumns, columns: readonly Examined[]): ChosenColumns {
  const { count } = table.outline;
  const roles = new Map(columns.map((column) => [column, column.role]));
  const leaveOut = (column: Examined, why: string) => roles.set(column, { kind: 'out', why });
  for (;;) {
    const used = columns.filter((column) => roles.get(column)?.kind !== 'out');
    const modelled = used.filter((column) => roles.get(column)?.kind === 'model');
    if (modelled.length === 0) throw noColumn(table.outline, roles);
    const kept = completeRows(used, count);
    if (2 * kept.length < count) {
      const emptiest = used.reduce((most, each) => (each.missing > most.missing ? each : most));
      leaveOut(emptiest, missingText(emptiest.missing, count));
      continue;
    }
    if (kept.length < FEWEST_ROWS) throw tooFewRows(table.outline.file, kept.length);
    const { train } = splitRows(kept.length, proposedSplit(kept.length), 0);
    const constant = constantIn(
      table,
      modelled,
      Uint32Array.from(train, (row) => kept[row]!),
    );
    if (constant === null) {
      const leftOut = columns.flatMap((column) => {
        const role = roles.get(column);
        return role?.kind === 'out' ? [{ column, why: role.why }] : [];
      });
      return { used, leftOut, kept: kept.length };
    }
    leaveOut(constant, `constant in the ${train.length} training rows`);
  }
}

/** A column that varies in other rows only. */
function constantIn(table: TableColumns, columns: readonly Examined[], rows: Uint32Array): Examined | null {
  const likely = new Map(
    columns.flatMap((column) =>
      (column.profile?.commonest?.rows ?? 0) >= rows.length ? [[column.index, column]] : [],
    ),
  );
  for (const [index, numbers] of table.numbers([...likely.keys()])) {
    if (rows.every((row) => numbers[row] === numbers[rows[0]!])) return likely.get(index) ?? null;
  }
  return null;
}

function noColumn({ file }: Table, roles: ReadonlyMap<Examined, Role>) {
  const reasons = [...roles].flatMap(([{ column }, role]) => {
    if (role.kind === 'model') return [];
    return [`${column.name}: ${role.kind === 'out' ? role.why : `a condition with ${role.values} values`}`];
  });
  const more = reasons.length > 5 ? `; and ${reasons.length - 5} more` : '';
  return dataError(
    file,
    `has no column that can be modeled (${reasons.slice(0, 5).join('; ')}${more})`,
    'A flow needs at least one column of numbers. To choose the columns yourself, run flowscope init NAME --template table.',
  );
}
