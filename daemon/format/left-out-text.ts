/** Describes the rows that a summary leaves out. */
import type { NotFinite } from '../../protocol/not-finite.ts';
import { formatCount } from './numbers.ts';

export interface LeftOutWords {
  /** The quantity whose value is not finite. Default `log q`. */
  readonly quantity?: string;
  /** Whether a row has several values, and is counted by the worst. Default false. */
  readonly several?: boolean;
  /** The summary over the other rows. Default `the mean`. */
  readonly summary?: string;
  /** Noun for the rows: a plural that ends in s. Default `rows`. */
  readonly rows?: string;
}

/**
 * `3 of 1000 rows have log q = −inf; the mean is over the other 997`, or null if no row is left out.
 * @param n number of all rows
 */
export function leftOutText(
  notFinite: NotFinite | undefined,
  n: number,
  { quantity = 'log q', several = false, summary = 'the mean', rows: name = 'rows' }: LeftOutWords = {},
): string | null {
  if (notFinite === undefined || notFinite.count === 0) return null;
  const { count, negativeInfinity, positiveInfinity, nan } = notFinite;
  const kinds = [
    { rows: negativeInfinity, value: '−inf' },
    { rows: positiveInfinity, value: 'inf' },
    { rows: nan, value: 'nan' },
  ].filter(({ rows }) => rows > 0);
  const [only] = kinds;
  const all = count >= n;
  const one = name.slice(0, -1);
  const every = n === 1 ? `the only ${one}` : n === 2 ? `both ${name}` : `all ${formatCount(n)} ${name}`;
  const rows = all ? every : `${formatCount(count)} of ${formatCount(n)} ${name}`;
  const verb = count === 1 ? 'has' : 'have';
  const counts = kinds.map((kind) => `${formatCount(kind.rows)} ${kind.value}`).join(', ');
  const mixed = several ? `a ${quantity} that is not finite (${counts})` : `no finite ${quantity} (${counts})`;
  const what = kinds.length === 1 ? `${several ? 'a ' : ''}${quantity} = ${only!.value}` : mixed;
  if (all) return `${rows} ${verb} ${what}, so there is no result`;
  const others = n - count === 1 ? one : formatCount(n - count);
  return `${rows} ${verb} ${what}; ${summary} is over the other ${others}`;
}

/** The same as a line of the printed figures; empty if no row is left out. */
export function leftOutField(...about: Parameters<typeof leftOutText>): readonly (readonly [string, string])[] {
  const text = leftOutText(...about);
  return text === null ? [] : [['not finite', text]];
}
