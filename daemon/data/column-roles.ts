/** What a proposal does with each column of numbers. */
import type { ColumnProfile } from './column-profile.ts';
import { weightName } from './doubts/values/weight-names.ts';

export interface Candidate {
  readonly name: string;
  readonly profile: ColumnProfile;
}

export type Role =
  | { readonly kind: 'model' }
  | { readonly kind: 'context'; readonly values: number }
  | { readonly kind: 'out'; readonly why: string };

export const MODEL: Role = { kind: 'model' };

/** With fewer training rows for each of its values on average, a column is no condition, unless it has few values. */
const ROWS_PER_VALUE = 10;
const TRAINING_SHARE = 0.7;
/** Most values of a column that is proposed as a condition. */
export const MOST_VALUES = 50;
/** A label with fewer rows is rare, and most rows that may have a rare one. */
const RARE_ROWS = 5;
const RARE_SHARE = 0.05;
/** Most values of a label without a usual name, and of numbers that are too few for a density. */
const FEW_LABELS = 20;
const FEW_NUMBERS = 5;
/** Rows of the rarest label without a usual name, as a share of the mean: counts of things have a tail. */
const EVEN_SHARE = 0.2;
/** Share of rows with another value, below which a column is as good as constant. */
const RARE = 0.01;
/** Cells in which something is wrong: more of them are not mistakes. */
const DAMAGED_SHARE = 0.1;
const FEW_DAMAGED = 3;
const LABEL = /^(target|class(es)?|labels?|species|categor(y|ies)|y|outcome|diagnosis|clusters?|groups?)$/i;
/** These may as well be measured. */
const MEASURED = /^(target|y|outcome)$/i;
/** These are counted or measured. */
const QUANTITY =
  /(^|[^a-z])(n|no|num|nr|counts?|numbers?|qty|quantity|total|sum|amount|size|ages?|years?|visits?|days?|hours?|scores?|ratings?|ranks?|levels?)([^a-z]|$)/i;

/** Whether a column has the name of a label, and values of one. @param distinct values, in ascending order */
export function isLabelName(name: string, distinct: Float64Array): boolean {
  if (!LABEL.test(name) || !distinct.every(Number.isSafeInteger)) return false;
  return !MEASURED.test(name) || (distinct[0]! >= 0 && distinct[0]! <= 1 && distinct.at(-1)! < distinct.length + 1);
}

/** Whether so few cells have something that the others do not that it is a mistake in these. */
export function areMistakes(cells: number, all: number): boolean {
  return cells <= Math.max(FEW_DAMAGED, DAMAGED_SHARE * all) && 2 * cells < all;
}

/** Whether labels are few, and have enough rows. @param counts rows of each label */
export function haveEnoughRows(counts: readonly number[], rows: number): boolean {
  // Some of the rows are held out.
  const most = counts.length > FEW_NUMBERS ? (TRAINING_SHARE * rows) / ROWS_PER_VALUE : rows / ROWS_PER_VALUE;
  if (counts.length < 2 || counts.length > Math.min(MOST_VALUES, most)) return false;
  const rare = counts.reduce((sum, count) => sum + (count < RARE_ROWS ? count : 0), 0);
  return rare <= RARE_SHARE * rows;
}

/** Why labels are no condition. */
export function whyNoLabels(counts: readonly number[]): string {
  const rare = counts.filter((count) => count < RARE_ROWS).length;
  const all = `${counts.length} different labels`;
  if (counts.length > MOST_VALUES || rare === 0) return `${all}, with too few rows for each`;
  return `${all}, of which ${rare} ${rare === 1 ? 'has' : 'have'} fewer than ${RARE_ROWS} rows`;
}

/**
 * A column is left out if it has values in less than half of the rows, the same value in nearly all of them, values beyond
 * float32, dates, labels with too few rows, or the values of another column. It is a condition if it has few values and a usual
 * name for labels, if it is the last one and counts 0, 1, 2, … about evenly among columns that do not, or if it has two to five
 * values that are not whole numbers, or two that are 0 and 1. Without another column that is modelled, conditions without a
 * usual name are.
 * @param place where a row is, for reasons @param isCopy whether two columns, by their places in the list, are equal
 */
export function columnRoles(
  columns: readonly Candidate[],
  rows: number,
  {
    conditions,
    place,
    isCopy,
  }: {
    readonly conditions: boolean;
    readonly place: (row: number) => string;
    readonly isCopy: (column: number, other: number) => boolean;
  },
): readonly Role[] {
  const copies = copiesOf(columns, isCopy);
  const unfit = columns.map((column, index) => whyUnfit(column, rows, place) ?? copies.get(index) ?? null);
  const used = columns.filter((_, index) => unfit[index] === null);
  const counts = used.filter(isCount).length;
  const roles = columns.map((column, index): Role => {
    const why = unfit[index] ?? null;
    if (why !== null) return { kind: 'out', why };
    if (!conditions || used.length < 2) return MODEL;
    const { profile } = column;
    const isLast = column === used.at(-1) && isCount(column) && counts === 1 && isEven(column);
    if (!haveEnoughRows(profile.counts, rows)) return tooManyLabels(column, rows) ?? MODEL;
    return isLabel(column) || isLast ? { kind: 'context', values: profile.counts.length } : MODEL;
  });
  if (roles.some(({ kind }) => kind === 'model')) return roles;
  return roles.map((role, index) => (role.kind === 'context' && !LABEL.test(columns[index]!.name) ? MODEL : role));
}

function whyUnfit({ profile }: Candidate, rows: number, place: (row: number) => string): string | null {
  const { filled, commonest, tooLarge, dates } = profile;
  if (filled === 0) return 'no values';
  if (2 * filled < rows) return `no value in ${rows - filled} of ${rows} rows`;
  if (tooLarge.rows > 0) return `a value that is infinite or exceeds float32, on ${place(tooLarge.first)}`;
  if (commonest === null || filled - commonest.rows >= RARE * filled) {
    return dates ? 'dates written as numbers such as 20240131 (to model them, write days since a date)' : null;
  }
  return commonest.rows === filled
    ? `constant (${commonest.value})`
    : `the same value (${commonest.value}) in ${commonest.rows} of ${filled} rows`;
}

/** A density of numbers that only name something is meaningless. */
function tooManyLabels({ name, profile: { whole, distinct, counts } }: Candidate, rows: number): Role | null {
  if (distinct === null) {
    const areNames = whole && LABEL.test(name) && !MEASURED.test(name);
    return areNames ? { kind: 'out', why: `more than a thousand different labels in ${rows} rows` } : null;
  }
  return isLabelName(name, distinct) && distinct.length > FEW_NUMBERS
    ? { kind: 'out', why: whyNoLabels(counts) }
    : null;
}

/** 0, 1, 2, … or 1, 2, 3, … without gaps, and few of them. */
function isCount({ profile: { whole, distinct } }: Candidate): boolean {
  if (!whole || distinct === null || distinct.length > FEW_LABELS) return false;
  const first = distinct[0]!;
  return (first === 0 || first === 1) && distinct.at(-1) === first + distinct.length - 1;
}

/** Whether no value is much rarer than others, as in a count of things. */
function isEven({ name, profile: { filled, counts } }: Candidate): boolean {
  return !QUANTITY.test(name) && Math.min(...counts) >= Math.max(ROWS_PER_VALUE, (EVEN_SHARE * filled) / counts.length);
}

function isLabel({ name, profile: { whole, distinct } }: Candidate): boolean {
  // Weights of classes are few numbers.
  if (distinct === null || weightName(name) === 'certain') return false;
  if (whole) return LABEL.test(name) || (distinct.length === 2 && distinct[0] === 0 && distinct[1] === 1);
  return distinct.length <= FEW_NUMBERS;
}

/** Why columns are left out that have the values of an earlier one. */
function copiesOf(
  columns: readonly Candidate[],
  isCopy: (column: number, other: number) => boolean,
): ReadonlyMap<number, string> {
  const seen = new Map<string, number[]>();
  const found = new Map<number, string>();
  for (const [index, { profile }] of columns.entries()) {
    // A column without values has its own reason.
    if (profile.filled === 0) continue;
    const key = `${profile.filled} ${profile.sum}`;
    const similar = seen.get(key) ?? [];
    const original = similar.find((other) => isCopy(index, other));
    if (original === undefined) seen.set(key, [...similar, index]);
    else found.set(index, `a copy of ${columns[original]!.name}`);
  }
  return found;
}

/** Whether two columns have the same values in all rows. */
export function areEqual(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let row = 0; row < a.length; row++) if (!Object.is(a[row], b[row])) return false;
  return true;
}
