/** What a proposal does with each column of numbers. */
import type { ColumnProfile } from './column-profile.ts';

export interface Candidate {
  readonly name: string;
  readonly profile: ColumnProfile;
  /** NaN where there is no value. */
  at(row: number): number;
}

export type Role =
  | { readonly kind: 'model' }
  | { readonly kind: 'context'; readonly values: number }
  | { readonly kind: 'out'; readonly why: string };

/** With fewer rows for each of its values on average, a column is no condition. */
export const ROWS_PER_VALUE = 10;
/** Most values of a column that is proposed as a condition. */
export const MOST_VALUES = 50;
/** Most values of a label without a usual name, and of numbers that are too few for a density. */
const FEW_LABELS = 20;
const FEW_NUMBERS = 5;
/** Share of rows with another value, below which a column is as good as constant. */
const RARE = 0.01;
const LABEL = /^(target|class(es)?|labels?|species|categor(y|ies)|y|outcome|diagnosis|clusters?|groups?)$/i;
/** These may as well be measured. */
const MEASURED = /^(target|y|outcome)$/i;

/** Whether a column has the name of a label, and values of one. @param distinct values, in ascending order */
export function isLabelName(name: string, distinct: Float64Array): boolean {
  if (!LABEL.test(name) || !distinct.every(Number.isSafeInteger)) return false;
  return !MEASURED.test(name) || (distinct[0]! >= 0 && distinct[0]! <= 1 && distinct.at(-1)! < distinct.length + 1);
}

/**
 * A column is left out if it has values in less than half of the rows, the same value in nearly all of them, values beyond
 * float32, or the values of another column. It is a condition if it has few values and a usual name for labels, if it is
 * the last one and counts 0, 1, 2, … among columns that do not, or if it has two to five values that are not whole numbers,
 * or two that are 0 and 1.
 * @param place where a row is, for reasons
 */
export function columnRoles(
  columns: readonly Candidate[],
  rows: number,
  { conditions, place }: { readonly conditions: boolean; readonly place: (row: number) => string },
): readonly Role[] {
  const copies = copiesOf(columns, rows);
  const unfit = columns.map((column) => whyUnfit(column, rows, place) ?? copies.get(column) ?? null);
  const used = columns.filter((_, index) => unfit[index] === null);
  const counts = used.filter(isCount).length;
  return columns.map((column, index): Role => {
    const why = unfit[index] ?? null;
    if (why !== null) return { kind: 'out', why };
    const values = column.profile.distinct?.length ?? Number.POSITIVE_INFINITY;
    const isCondition =
      conditions &&
      used.length > 1 &&
      values <= Math.min(MOST_VALUES, rows / ROWS_PER_VALUE) &&
      (isLabel(column) || (column === used.at(-1) && isCount(column) && counts === 1));
    return isCondition ? { kind: 'context', values } : { kind: 'model' };
  });
}

function whyUnfit({ profile }: Candidate, rows: number, place: (row: number) => string): string | null {
  const { filled, commonest, tooLarge } = profile;
  if (filled === 0) return 'no values';
  if (2 * filled < rows) return `no value in ${rows - filled} of ${rows} rows`;
  if (tooLarge >= 0) return `a value that is infinite or exceeds float32, on ${place(tooLarge)}`;
  if (commonest === null || filled - commonest.rows >= RARE * filled) return null;
  return commonest.rows === filled
    ? `constant (${commonest.value})`
    : `the same value (${commonest.value}) in ${commonest.rows} of ${filled} rows`;
}

/** 0, 1, 2, … or 1, 2, 3, … without gaps, and few of them. */
function isCount({ profile: { whole, distinct } }: Candidate): boolean {
  if (!whole || distinct === null || distinct.length > FEW_LABELS) return false;
  const first = distinct[0]!;
  return (first === 0 || first === 1) && distinct.at(-1) === first + distinct.length - 1;
}

function isLabel({ name, profile: { whole, distinct } }: Candidate): boolean {
  if (distinct === null) return false;
  if (whole) return LABEL.test(name) || (distinct.length === 2 && distinct[0] === 0 && distinct[1] === 1);
  return distinct.length <= FEW_NUMBERS;
}

/** Why columns are left out that have the values of an earlier one. */
function copiesOf(columns: readonly Candidate[], rows: number): ReadonlyMap<Candidate, string> {
  const seen = new Map<number, Candidate[]>();
  const found = new Map<Candidate, string>();
  for (const column of columns) {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += (column.at(row) || 0) * ((row % 97) + 1);
    const similar = seen.get(sum) ?? [];
    const original = similar.find((other) => isCopy(column, other, rows));
    if (original === undefined) seen.set(sum, [...similar, column]);
    else found.set(column, `a copy of ${original.name}`);
  }
  return found;
}

function isCopy(a: Candidate, b: Candidate, rows: number): boolean {
  for (let row = 0; row < rows; row++) if (!Object.is(a.at(row), b.at(row))) return false;
  return true;
}
