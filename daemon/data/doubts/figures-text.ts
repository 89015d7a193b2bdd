/** Words that several doubts use. */
import { type ColumnLabel, columnName } from './define-doubt.ts';

/** More names are counted. */
export const MOST_NAMES = 8;

/** At most eight names, as a part of a sentence: `a, b and c`. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** `column a`, `columns a and b`. */
export function columnsText(labels: readonly ColumnLabel[]): string {
  return `${labels.length === 1 ? 'column' : 'columns'} ${listed(labels.map(columnName))}`;
}

/** Three significant digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(share < 0.1 ? 2 : 3))} %`;
}

/** An advice as a sentence of its own, without its full stop; empty if there is none. */
export function sentence(advice: string | null): string {
  return advice === null ? '' : `. ${advice[0]!.toUpperCase()}${advice.slice(1)}`;
}
