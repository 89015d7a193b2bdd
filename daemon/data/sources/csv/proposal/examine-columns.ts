/** What each column of a table is like, as far as a proposal depends on it. */
import { type ColumnProfile, columnProfile } from '../../../column-profile.ts';
import { areEqual, columnRoles, haveEnoughRows, MOST_VALUES, type Role, whyNoLabels } from '../../../column-roles.ts';
import { type RowIndex, rowIndexText } from '../../../doubts/reading/row-index.ts';
import { areCodes, whyCodes } from '../column-codes.ts';
import { isMissing } from '../number-text.ts';
import { isMostlyNumbers, type TableColumn } from '../read-table.ts';
import { rowIndex } from '../table-doubts.ts';
import { whyNotNumbers } from '../table-reading.ts';
import type { TableColumns } from './table-columns.ts';

export interface Examined {
  readonly column: TableColumn;
  /** Its place in the table. */
  readonly index: number;
  /** What is done with it. */
  readonly role: Role;
  /** Rows without a value, and a bit for each row that has none; null: all have one. */
  readonly missing: number;
  readonly gaps: Uint8Array | null;
  /** Of a column of numbers. */
  readonly profile: ColumnProfile | null;
}

interface Numeric {
  readonly column: TableColumn;
  readonly index: number;
  readonly profile: ColumnProfile;
  readonly gaps: Uint8Array | null;
  readonly rowIndex: RowIndex | null;
}

/** @param excluded names of columns that are left out in any case */
export function examineColumns(table: TableColumns, excluded: ReadonlySet<string>): readonly Examined[] {
  const { outline } = table;
  const isNumeric = (column: TableColumn) => column.numbers !== null && !areCodes(column) && !excluded.has(column.name);
  const indices = outline.columns.flatMap((column, index) => (isNumeric(column) ? [index] : []));
  const numeric: Numeric[] = [];
  for (const [index, numbers] of table.numbers(indices)) {
    const column = outline.columns[index]!;
    const profile = columnProfile(numbers);
    const gaps = profile.filled === outline.count ? null : gapsOf(numbers, Number.isNaN);
    numeric.push({ column, index, profile, gaps, rowIndex: rowIndex({ ...column, numbers }, outline, index) });
  }
  const candidates = numeric.filter((each) => each.rowIndex === null);
  const roles = columnRoles(
    candidates.map(({ column: { name }, profile }) => ({ name, profile })),
    outline.count,
    {
      conditions: true,
      place: (row) => table.place(row),
      isCopy(a, b) {
        const [one, other] = [...table.numbers([candidates[a]!.index, candidates[b]!.index])];
        return areEqual(one![1], other![1]);
      },
    },
  );
  const roleOf = new Map(candidates.map(({ index }, place) => [index, roles[place]!]));
  const numbersAt = new Map(numeric.map((each) => [each.index, each]));
  return outline.columns.map((column, index): Examined => {
    if (excluded.has(column.name)) return withoutRows(column, index, 'left out with --exclude');
    const own = numbersAt.get(index);
    if (own === undefined) return examineText(table, column, index);
    const { profile, gaps } = own;
    const missing = outline.count - profile.filled;
    const role: Role = own.rowIndex === null ? roleOf.get(index)! : { kind: 'out', why: rowIndexText(own.rowIndex) };
    return { column, index, role, missing, gaps, profile };
  });
}

function withoutRows(column: TableColumn, index: number, why: string): Examined {
  return { column, index, role: { kind: 'out', why }, missing: 0, gaps: null, profile: null };
}

/** Text with few different values is a condition, as are codes. */
function examineText(table: TableColumns, column: TableColumn, index: number): Examined {
  const { count } = table.outline;
  const isCode = areCodes(column);
  const out = withoutRows(column, index, isCode ? whyCodes(column) : whyNotNumbers(column, table.outline));
  const texts = isMostlyNumbers(column) && !isCode ? null : table.texts(index);
  if (texts === null) return out;
  const gaps = new Uint8Array(Math.ceil(count / 8));
  const rows = new Map<string, number>();
  let [row, missing] = [0, 0];
  for (const text of texts) {
    if (isMissing(text)) {
      gaps[row >> 3]! |= 1 << (row & 7);
      missing++;
    } else rows.set(text, (rows.get(text) ?? 0) + 1);
    // The rest may be as long as the table.
    if (rows.size > MOST_VALUES) return out;
    row++;
  }
  if (2 * missing > count) return withoutRows(column, index, missingText(missing, count));
  const counts = [...rows.values()];
  if (counts.length < 2) return out;
  if (!haveEnoughRows(counts, count)) {
    // A text that is different in each row is just text.
    return counts.length > count / 4 ? out : withoutRows(column, index, whyNoLabels(counts));
  }
  return {
    ...{ column, index, missing, profile: null },
    gaps: missing === 0 ? null : gaps,
    role: { kind: 'context', values: counts.length },
  };
}

export function missingText(missing: number, rows: number): string {
  return `no value in ${missing} of ${rows} rows`;
}

function gapsOf(values: ArrayLike<number>, isGap: (value: number) => boolean): Uint8Array {
  const gaps = new Uint8Array(Math.ceil(values.length / 8));
  for (let row = 0; row < values.length; row++) if (isGap(values[row]!)) gaps[row >> 3]! |= 1 << (row & 7);
  return gaps;
}

/** The rows of which all these columns have a value. */
export function completeRows(columns: readonly Examined[], count: number): Uint32Array {
  const gaps = columns.flatMap((column) => (column.gaps === null ? [] : [column.gaps]));
  const all = new Uint8Array(Math.ceil(count / 8));
  for (const own of gaps) for (let at = 0; at < all.length; at++) all[at]! |= own[at]!;
  const kept = new Uint32Array(count);
  let found = 0;
  for (let row = 0; row < count; row++) if ((all[row >> 3]! & (1 << (row & 7))) === 0) kept[found++] = row;
  return kept.subarray(0, found);
}
