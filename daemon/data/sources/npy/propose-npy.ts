import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { type ColumnProfile, columnProfile } from '../../column-profile.ts';
import { areEqual, areMistakes, type Candidate, columnRoles, type Role } from '../../column-roles.ts';
import type { DataProposal, ProposalOptions, ProposedColumn, ProposedKey } from '../../data-proposal.ts';
import type { DataAccess } from '../../definition.ts';
import { type RowIndex, rowIndexOf, rowIndexText } from '../../doubts/reading/row-index.ts';
import { dataError } from '../../files/data-error.ts';
import { readArray } from '../../files/read-array.ts';
import { readDataFile } from '../../files/read-data-file.ts';
import type { NpyArray } from '../../formats/npy.ts';
import { readNpyHeader } from '../../formats/npy-header.ts';
import { MISSING_VALUES_KEY, type MissingValue, standInsOf } from '../../missing/missing-values.ts';
import { FEWEST_ROWS, noSuchColumn, tooFewRows } from '../../proposal-errors.ts';
import { proposedSplit } from '../../proposed-split.ts';
import { splitRows } from '../../split-rows.ts';
import { columnsInTurn, gatherColumns } from '../../stored/gather-columns.ts';
import type { RowStore, RowValues } from '../../stored/row-store.ts';
import { rowsIn, type ValueRows } from '../../stored/stored-rows.ts';
import { DEQUANTIZE_KEY } from '../keys.ts';
import { pointShape } from './array-columns.ts';
import { openArrayContent } from './array-content.ts';
import { fieldName } from './array-reading.ts';
import { openLargeNpy } from './large-npy.ts';

/**
 * Proposes how to model the rows of an array, of which a large one stays in its file.
 * @throws FlowscopeError as `openLargeNpy`, `readDataFile` and `readArray`; `data` if no column can be modeled, or one of several
 *   axes, and for a few values that are not finite among others; `usage` if there is no column to leave out
 */
export async function proposeNpy(path: string, access: DataAccess, options: ProposalOptions): Promise<DataProposal> {
  const { array, values, names, name } = await largestArray(path, access);
  const shape = pointShape(array, path);
  const width = sizeOf(shape);
  const rows = array.shape[0]!;
  const columnNames = Array.from({ length: width }, (_, j) => fieldName(array.names, j));
  const { others = new Map<number, string>() } = array;
  const asked = excludedNumbers(options.exclude, columnNames, path);
  const excluded = new Set([...asked, ...others.keys()]);
  const all = rowsIn(values, rows);
  const standIns = standInsOf(
    options.missingValues.map((value) => asNumber(value, path)),
    '',
  );
  const withGaps = (numbers: Float64Array) =>
    standIns === null ? numbers : numbers.map((value) => (standIns.hasNumber(value) ? Number.NaN : value));
  const kept = rowsWithValues(
    all,
    columnNames.map((_, j) => j).filter((j) => !excluded.has(j)),
    withGaps,
  );
  const inKept = (numbers: Float64Array) => {
    const own = withGaps(numbers);
    return kept === null ? own : Float64Array.from(kept, (row) => own[row]!);
  };
  const count = kept?.length ?? rows;
  if (count < FEWEST_ROWS) throw tooFewRows(path, count);
  const split = proposedSplit(count);
  const { train, validation } = splitRows(count, split, 0);
  const place = (row: number) => `row ${kept?.[row] ?? row}`;
  const candidates: Candidate[] = [];
  const indexes: (RowIndex | null)[] = [];
  const isConstant: boolean[] = [];
  for (const [j, values] of columnsInTurn(
    all,
    columnNames.map((_, j) => j),
  )) {
    const numbers = inKept(values);
    const profile = columnProfile(numbers);
    candidates.push({ name: columnNames[j]!, profile });
    indexes.push(width > 1 ? rowIndexOf(numbers, null) : null);
    isConstant.push(train.every((row) => numbers[row] === numbers[train[0]!]));
    if (!excluded.has(j))
      refuseFewMissing({ numbers, profile, name: columnNames[j]!, place, path, canExclude: shape.length === 1 });
  }
  const isCopy = (a: number, b: number) => {
    const [one, other] = gatherColumns(all, [a, b]);
    return areEqual(inKept(one!), inKept(other!));
  };
  const roles = columnRoles(candidates, count, { conditions: false, place, isCopy }).map((role, j): Role => {
    const { filled } = candidates[j]!.profile;
    const index = indexes[j] ?? null;
    if (asked.has(j)) return { kind: 'out', why: 'left out with --exclude' };
    const dtype = others.get(j);
    if (dtype !== undefined) return { kind: 'out', why: `not a number (dtype ${dtype})` };
    if (index !== null) return { kind: 'out', why: rowIndexText(index) };
    if (filled < count) return { kind: 'out', why: `NaN in ${count - filled} of ${count} rows` };
    if (role.kind === 'out' || isConstant[j] !== true) return role;
    return { kind: 'out', why: `constant in the ${train.length} training rows` };
  });
  const leftOut = candidates.flatMap(({ name }, j) => {
    const role = roles[j]!;
    return role.kind === 'out' ? [{ name, why: role.why }] : [];
  });
  const reasons = leftOut.slice(0, 3).map(({ name, why }) => `${name}: ${why}`);
  if (leftOut.length === width) throw dataError(path, `has no column that can be modeled (${reasons.join('; ')})`);
  if (shape.length > 1 && leftOut.length > 0) {
    const message = `has ${leftOut.length} of ${width} entries without a density (${reasons.join('; ')})`;
    throw dataError(path, message, 'flatten each row to one axis, so that "exclude" can leave these columns out');
  }
  const columns = candidates.flatMap(({ name, profile }, j): ProposedColumn[] =>
    roles[j]!.kind === 'out' ? [] : [{ name, type: profile.whole ? 'integer' : 'number', proposal: 'model' }],
  );
  const keys: ProposedKey[] = [];
  if (names.length > 1) {
    const why = [
      `The largest of the arrays ${names.join(', ')}. To model another one, name it here, and check the keys below.`,
    ];
    keys.push({ key: 'array', value: name, why });
  }
  if (leftOut.length > 0) {
    const excluded = roles.flatMap((role, j) => (role.kind === 'out' ? [array.names?.[j] ?? j] : []));
    const why = [
      array.names ? 'Left out:' : 'Left out, counted from 0:',
      ...leftOut.map((column) => `- ${column.name}: ${column.why}`),
    ];
    keys.push({ key: 'exclude', value: excluded, why });
  }
  const integers = columns.filter(({ type }) => type === 'integer').length;
  if (integers > 0) {
    const why = [
      `Adds noise in [0, 1) to whole numbers (${integers} of ${columns.length} columns). Without it, their density has no upper bound.`,
    ];
    keys.push({ key: DEQUANTIZE_KEY, value: true, why });
  }
  if (options.missingValues.length > 0) {
    const why = ['A number that is equal to one of these is a missing value.'];
    keys.push({ key: MISSING_VALUES_KEY, value: options.missingValues, why });
  }
  if (kept !== null) {
    const why = [`${rows - count} of ${rows} rows have a missing value and are left out.`];
    keys.push({ key: 'missing', value: 'drop', why });
  }
  keys.push({ key: 'split', value: split, why: [] });
  return {
    keys,
    columns,
    leftOut,
    rows,
    trainingRows: train.length,
    validationRows: validation.length,
    shape: leftOut.length > 0 ? [columns.length] : shape,
    contextSize: 0,
  };
}

interface ChosenArray {
  /** Without its values. */
  readonly array: Omit<NpyArray, 'values'>;
  readonly values: RowValues | RowStore;
  /** Names of all arrays in the file; empty if it is one without a name. */
  readonly names: readonly string[];
  readonly name: string | undefined;
}

/** The array of a file, or the largest of several that can be read. */
async function largestArray(path: string, access: DataAccess): Promise<ChosenArray> {
  const names = await arrayNames(path, access);
  if (names.length < 2) return { ...(await readOne(path, undefined, access)), names: [], name: undefined };
  let largest: { readonly name: string; readonly size: number } | null = null;
  for (const name of names) {
    const size = await sizeOfArray(path, name, access);
    if (size !== null && (largest === null || size > largest.size)) largest = { name, size };
  }
  if (largest === null) throw dataError(path, `holds the arrays ${names.join(', ')}, and none of them is numbers`);
  return { ...(await readOne(path, largest.name, access)), names, name: largest.name };
}

async function readOne(path: string, name: string | undefined, access: DataAccess) {
  const large = await openLargeNpy(path, { array: name, limit: null }, access);
  if (large !== null) return { array: large, values: large.store };
  const array = readArray(await readDataFile(path, access), name, path, access.most);
  return { array, values: array.values };
}

/** Of an archive with several; empty for another file. */
async function arrayNames(path: string, access: DataAccess): Promise<readonly string[]> {
  try {
    const content = await openArrayContent(path, undefined, access);
    await content?.file.close();
    return [];
  } catch (error) {
    const about = error instanceof FlowscopeError ? error.about : null;
    if (about?.key !== 'array') throw error;
    return (about.choices ?? []).map(String);
  }
}

/** How many numbers it has; null for another kind of array, of texts, for example. */
async function sizeOfArray(path: string, name: string, access: DataAccess): Promise<number | null> {
  const content = await openArrayContent(path, name, access);
  if (content === null) return null;
  try {
    const { shape, fields } = readNpyHeader(content.start, content.name);
    return sizeOf(shape) * (fields?.length ?? 1);
  } catch (error) {
    if (error instanceof FlowscopeError) return null;
    throw error;
  } finally {
    await content.file.close();
  }
}

/** Columns by their names, as messages call them, or by their numbers. */
function excludedNumbers(exclude: readonly string[], names: readonly string[], path: string): ReadonlySet<number> {
  return new Set(
    exclude.map((label) => {
      const found = names.indexOf(label);
      if (found >= 0) return found;
      if (/^\d+$/.test(label) && Number(label) < names.length) return Number(label);
      throw noSuchColumn(path, label, names);
    }),
  );
}

/** Most of the rows that may be left out for their missing values, and of a column's values that may be missing. */
const MOST_DROPPED = 0.5;

/** @throws FlowscopeError `usage` for a text */
function asNumber(value: MissingValue, file: string): number {
  if (typeof value === 'number') return value;
  throw new FlowscopeError('usage', `${file} has only numbers, none of which is '${value}'`, {
    hint: 'name a number with --missing-value: a missing value of an array is NaN already',
    file,
    exitCode: 2,
  });
}

/** @param withGaps NaN in place of values that stand for missing ones @returns the rows without NaN in columns that mostly have values; null: these are all rows, or too few. */
function rowsWithValues(
  all: ValueRows,
  columns: readonly number[],
  withGaps: (numbers: Float64Array) => Float64Array,
): readonly number[] | null {
  const isMissing = new Uint8Array(all.count);
  for (const [, own] of columnsInTurn(all, columns)) {
    const numbers = withGaps(own);
    const empty = numbers.reduce((sum, value) => sum + Number(Number.isNaN(value)), 0);
    if (empty === 0 || empty > MOST_DROPPED * all.count) continue;
    for (const [row, value] of numbers.entries()) if (Number.isNaN(value)) isMissing[row] = 1;
  }
  const kept = Array.from(isMissing.keys()).filter((row) => isMissing[row] === 0);
  return kept.length === all.count || kept.length < (1 - MOST_DROPPED) * all.count ? null : kept;
}

/** A few values that are missing or infinite are probably mistakes, and a reason to correct rows rather than to leave a column out. */
function refuseFewMissing({
  numbers,
  profile,
  name,
  place,
  path,
  canExclude,
}: {
  readonly numbers: ArrayLike<number>;
  readonly profile: ColumnProfile;
  readonly name: string;
  readonly place: (row: number) => string;
  readonly path: string;
  readonly canExclude: boolean;
}): void {
  const rows = numbers.length;
  const missing = rows - profile.filled + profile.tooLarge.rows;
  if (missing === 0 || !areMistakes(missing, rows)) return;
  const bad = Array.from(numbers, (value, row) => (Number.isFinite(Math.fround(value)) ? -1 : row)).find(
    (row) => row >= 0,
  )!;
  const leave = canExclude ? `, or leave the column out: run init again with --exclude ${name}` : '';
  throw dataError(
    path,
    `${place(bad)}, column ${name}: ${numbers[bad]} is not a finite number in float32, as in ${missing} of ${rows} rows`,
    `replace such values, or remove their rows${leave}`,
  );
}
