/** What is modeled of a table, for people. */
import type { DataReading } from '../../protocol/data-reading.ts';
import { formatCount } from './numbers.ts';

/** More names are counted. */
const MOST_NAMES = 12;

/**
 * Fields `columns`, `category`, `weight`, `left out` and `transform` (one for each column) and `rows read` of a table; `files read` and `skipped` of a folder of
 * images whose damaged files are skipped; else none.
 */
export function readingFields(reading: DataReading | null | undefined): readonly (readonly [string, string])[] {
  if (reading == null) return [];
  const { columns, leftOut, steps = [], read, dropped, header, skipped, weight, categories = [], partial } = reading;
  if (skipped !== undefined) return fileFields(read, dropped, skipped);
  const shown = leftOut.slice(0, MOST_NAMES);
  const rest = leftOut.length - shown.length;
  const unnamed = header ? '' : ' (the file has no header)';
  return [
    ['columns', `${listed(columns)}${unnamed}`],
    ...categories.map(({ column, values }) => ['category', `${column}: ${listed(values)}`] as const),
    ...(weight === undefined
      ? []
      : [['weight', `${weight.column}${effectiveText(weight.effectiveSampleSize)}`] as const]),
    ...shown.map(({ name, why }) => ['left out', `${name}: ${why}`] as const),
    ...(rest > 0 ? [['left out', `${formatCount(rest)} more`] as const] : []),
    ...steps.slice(0, MOST_NAMES).map((own) => ['transform', `${own.name}: ${stepsText(own.steps)}`] as const),
    ...(steps.length > MOST_NAMES ? [['transform', `${formatCount(steps.length - MOST_NAMES)} more`] as const] : []),
    [
      'rows read',
      [
        partial ? `the first ${formatCount(read)}` : formatCount(read),
        ...(dropped === 0 ? [] : [`${formatCount(dropped)} dropped (no value)`]),
      ].join(', '),
    ],
  ];
}

/** What a column goes through: each step takes the x that the one before it gives. */
export function stepsText(steps: readonly string[]): string {
  return steps.join(', then ');
}

/** Of rows with weights, after their number; empty for others. */
export function effectiveText(effectiveSampleSize: number | undefined): string {
  return effectiveSampleSize === undefined ? '' : `, effective sample size ${formatCount(effectiveSampleSize)}`;
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

function listed(names: readonly string[]): string {
  // A name with a comma would look like two.
  const shown = names
    .slice(0, MOST_NAMES)
    .map((name) => (name.includes(',') ? JSON.stringify(name) : name))
    .join(', ');
  return names.length > MOST_NAMES ? `${shown}, … ${formatCount(names.length)} in all` : shown;
}
