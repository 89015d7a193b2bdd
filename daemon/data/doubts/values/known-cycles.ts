/** Whole numbers that begin again after the last one, as a calendar and a clock have them. */
import type { ColumnLabel } from '../define-doubt.ts';

const WORD = '(?:^|[ _.-])';

export interface KnownCycle {
  readonly what: string;
  /** How many numbers there are, in ascending order: years have 365 or 366 days. */
  readonly lengths: readonly number[];
  /** The first of them. */
  readonly from: readonly number[];
  readonly name: RegExp;
  /** All of its numbers tell what it is, so that it needs no name. */
  readonly isPlain?: true;
}

/** Days of the month are none: months have different lengths, so that no day is next to the first one. */
export const KNOWN_CYCLES: readonly KnownCycle[] = [
  {
    what: 'hours of the day',
    lengths: [24],
    from: [0, 1],
    name: new RegExp(`${WORD}(hours?|hrs?|h)$|hours?(_?of_?(the_?)?day)?$`, 'i'),
    isPlain: true,
  },
  {
    what: 'months',
    lengths: [12],
    from: [1, 0],
    name: new RegExp(`${WORD}(month|mon|mnth|mth)s?$|months?(_?of_?(the_?)?year)?$`, 'i'),
  },
  {
    what: 'days of the week',
    lengths: [7],
    from: [0, 1],
    name: new RegExp(`week_?day$|day_?of_?(the_?)?week$|${WORD}(dow|wday)$`, 'i'),
  },
  {
    what: 'minutes or seconds',
    lengths: [60],
    from: [0],
    name: new RegExp(`${WORD}(min|sec)s?$|(minute|second)s?(_?of_?(the_?)?(hour|minute))?$`, 'i'),
  },
  {
    what: 'days of the year',
    lengths: [365, 366],
    from: [1, 0],
    name: new RegExp(`day_?of_?(the_?)?year$|year_?day$|julian_?day$|${WORD}(doy|yday|jday)$`, 'i'),
  },
  {
    what: 'weeks of the year',
    lengths: [52, 53],
    from: [1],
    name: new RegExp(`week_?of_?(the_?)?year$|iso_?week$|${WORD}(weeks?|week_?(no|nr|num|number)|woy)$`, 'i'),
  },
  { what: 'quarters', lengths: [4], from: [1, 0], name: new RegExp(`${WORD}(quarter|qtr)s?$`, 'i') },
];

/** Whether a column has the name of a cycle. Columns of arrays without fields have none. */
export function isNamed(label: ColumnLabel, { name }: Pick<KnownCycle, 'name'>): boolean {
  return typeof label === 'string' && name.test(label);
}

/** The shortest length of a cycle, from one of its starts, that all numbers are in; null: none. */
export function lengthAround(
  { lengths, from }: Pick<KnownCycle, 'lengths' | 'from'>,
  low: number,
  high: number,
): { readonly first: number; readonly length: number } | null {
  for (const length of lengths) {
    const first = from.find((start) => low >= start && high <= start + length - 1);
    if (first !== undefined) return { first, length };
  }
  return null;
}
