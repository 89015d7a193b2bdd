/** What is modeled of a table or an array, for people. */
import type { DataReading } from '../../protocol/data-reading.ts';
import { formatCount, formatCounted } from './numbers.ts';

/** Of a column that is left out only because others are named. */
const UNNAMED = 'not in "columns"';
/** More names are counted. */
const MOST_NAMES = 12;

/**
 * Fields `columns` (of an array of images: `images`), `category`, `context`, `weight`, `left out`, `noise`, `transform` and `missing`, and
 * `rows read` of a table or an array; `files read` and `skipped` of a folder of images whose damaged files are skipped; else none.
 */
export function readingFields(reading: DataReading | null | undefined): readonly (readonly [string, string])[] {
  if (reading == null) return [];
  const { leftOut, read, dropped, skipped, partial } = reading;
  const {
    steps = [],
    weight,
    categories = [],
    context = [],
    noise = [],
    missingValues,
    unmatchedValues = [],
    comments,
  } = reading;
  if (skipped !== undefined) return fileFields(read, dropped, skipped);
  return [
    pointField(reading),
    ...(comments === undefined ? [] : [['comments', commentsText(comments)] as const]),
    ...categories.map(({ column, values }) => ['category', `${column}: ${listedNames(values)}`] as const),
    ...upTo('context', context, contextText),
    ...(weight === undefined
      ? []
      : [['weight', `${weight.column}${effectiveText(weight.effectiveSampleSize)}`] as const]),
    ...leftOutFields(leftOut),
    ...upTo('noise', noise, ({ columns, step }) => `${noisyText(columns, reading)}: ${noiseText(step)}`),
    ...upTo('transform', steps, (own) => `${own.name}: ${stepsText(own.steps)}`),
    ...(missingValues?.length === 0 ? [['missing', NOT_FOUND] as const] : []),
    ...upTo('missing', missingValues ?? [], standInText),
    ...(missingValues?.length === 0 ? [] : upTo('missing', unmatchedValues, unmatchedText)),
    [
      'rows read',
      [
        partial ? `the first ${formatCount(read)}` : formatCount(read),
        ...(dropped === 0 ? [] : [`${formatCount(dropped)} dropped (no value)`]),
      ].join(', '),
    ],
  ];
}

/** Columns that the spec does not name are listed on one line; others have reasons of their own. */
function leftOutFields(leftOut: DataReading['leftOut']): readonly (readonly [string, string])[] {
  const same = leftOut.filter(({ why }) => why === UNNAMED);
  const others = same.length < 2 ? leftOut : leftOut.filter(({ why }) => why !== UNNAMED);
  const listed =
    same.length < 2 ? [] : [['left out', `${UNNAMED}: ${listedNames(same.map(({ name }) => name))}`] as const];
  return [...upTo('left out', others, ({ name, why }) => `${name}: ${why}`), ...listed];
}

/** A field for each of the first items, and one that counts the others. */
function upTo<T>(
  field: string,
  items: readonly T[],
  text: (item: T) => string,
): readonly (readonly [string, string])[] {
  const shown = items.slice(0, MOST_NAMES).map((item) => [field, text(item)] as const);
  const rest = items.length - shown.length;
  return rest > 0 ? [...shown, [field, `${formatCount(rest)} more`]] : shown;
}

function pointField({ columns, shape, header, numbered, byPlace }: DataReading): readonly [string, string] {
  if (shape !== undefined) return ['images', shapeText(shape)];
  if (numbered) return ['columns', `${listedNames(columns)} (numbered from 0)`];
  if (byPlace) return ['columns', `${listedNames(columns)} (the columns of the file, in their order)`];
  return ['columns', `${listedNames(columns)}${header ? '' : ' (the file has no header)'}`];
}

/** Lines above a table that are no rows. */
export function commentsText({ lines, names }: NonNullable<DataReading['comments']>): string {
  const which = lines === 1 ? 'line 1' : `lines 1 to ${formatCount(lines)}`;
  if (names === null) return `${which}, ${lines === 1 ? 'which begins' : 'which begin'} with #`;
  return lines === 1 ? `${which} names the columns` : `${which}; line ${formatCount(names)} names the columns`;
}

/** `28 × 28 × 1`. */
export function shapeText(shape: readonly number[]): string {
  return shape.map(formatCount).join(' × ');
}

/** A condition: `kind: a, b, c` or `width: a number`. */
export function contextText({ column, kind, values = [] }: NonNullable<DataReading['context']>[number]): string {
  return kind === 'number' ? `${column}: a number` : `${column}: ${listedNames(values)}`;
}

/** Columns with the same noise; those of images are pixels. */
export function noisyText(columns: readonly string[], { shape }: Pick<DataReading, 'shape'>): string {
  if (shape === undefined) return listedNames(columns);
  const all = shape.reduce((product, extent) => product * extent, 1);
  return columns.length === all ? 'all pixels' : `${formatCount(columns.length)} of ${formatCount(all)} pixels`;
}

export function noiseText(step: number): string {
  return `uniform in [0, ${step})`;
}

/** Values that stand for missing ones, in a column. */
export function standInText({ column, cells }: NonNullable<DataReading['missingValues']>[number]): string {
  return `${column}: ${formatCounted(cells, 'cell')}`;
}

/** A value of `missingValues` that is in no cell. */
export function unmatchedText({ value, column }: NonNullable<DataReading['unmatchedValues']>[number]): string {
  return `${JSON.stringify(value)} is in no cell${column === undefined ? '' : ` of column ${column}`}`;
}

const NOT_FOUND = 'no cell has one of "missingValues"';

/** The same for all columns, after a colon; null: no value stands for a missing one. */
export function standInsText({ missingValues }: Pick<DataReading, 'missingValues'>): string | null {
  if (missingValues === undefined) return null;
  return missingValues.length === 0 ? NOT_FOUND : missingValues.map(standInText).join(', ');
}

/** What a column goes through: each step takes the x that the one before it gives. */
export function stepsText(steps: readonly string[]): string {
  return steps.join(', then ');
}

/** Of rows with weights, after their number; empty for others. */
export function effectiveText(effectiveSampleSize: number | undefined): string {
  return effectiveSampleSize === undefined ? '' : `, effective sample size ${formatCount(effectiveSampleSize)}`;
}

/** `600 rows`; with weights, `600 rows, effective sample size 213`. @param size their effective sample size @param kind of rows */
export function weightedRowsText(rows: number, size: number | undefined, kind = ''): string {
  const named = `${kind === '' ? '' : `${kind} `}${rows === 1 ? 'row' : 'rows'}`;
  return `${formatCount(rows)} ${named}${effectiveText(size)}`;
}

function fileFields(
  read: number,
  dropped: number,
  skipped: NonNullable<DataReading['skipped']>,
): readonly (readonly [string, string])[] {
  const shown = skipped.slice(0, MOST_NAMES);
  const rest = dropped - shown.length;
  return [
    ['files read', dropped === 0 ? formatCount(read) : `${formatCount(read)}, ${formatCount(dropped)} skipped`],
    ...shown.map(({ file, why }) => ['skipped', `${file} ${why}`] as const),
    ...(rest > 0 ? [['skipped', `${formatCount(rest)} more`] as const] : []),
  ];
}

/** `a, "b, c", … 13 in all`. */
export function listedNames(names: readonly string[]): string {
  // A name with a comma would look like two.
  const shown = names
    .slice(0, MOST_NAMES)
    .map((name) => (name.includes(',') ? JSON.stringify(name) : name))
    .join(', ');
  return names.length > MOST_NAMES ? `${shown}, … ${formatCount(names.length)} in all` : shown;
}
