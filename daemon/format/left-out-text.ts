/** Describes the rows that a summary leaves out. */
import type { NotFinite } from '../../protocol/not-finite.ts';
import { GENERAL_ENGLISH, type GeneralStrings } from './general-strings.ts';
import { formatCount } from './numbers.ts';

export interface LeftOutWords {
  /** The quantity whose value is not finite. Default `log q`. */
  readonly quantity?: string;
  /** Whether a row has several values, and is counted by the worst. Default false. */
  readonly several?: boolean;
  /** The summary over the other rows. Default `the mean`. */
  readonly summary?: string;
  /** What the rows are. Default `rows`. */
  readonly rows?: 'rows' | 'samples' | 'cells';
}

const ONE = { rows: 'row', samples: 'sample', cells: 'cell' } as const;

/**
 * `3 of 1000 rows have log q = −inf; the mean is over the other 997`, or null if no row is left out.
 * @param n number of all rows
 */
export function leftOutText(
  notFinite: NotFinite | undefined,
  n: number,
  words: LeftOutWords = {},
  strings: GeneralStrings = GENERAL_ENGLISH,
): string | null {
  if (notFinite === undefined || notFinite.count === 0) return null;
  const { summary = strings.theMean, rows: kind = 'rows' } = words;
  const { count } = notFinite;
  const what = shared(notFinite, words, strings);
  const rows = strings[kind];
  const row = strings[ONE[kind]];
  if (count >= n) {
    if (n === 1) return strings.leftOutOnly({ row, what });
    return n === 2 ? strings.leftOutBoth({ rows, what }) : strings.leftOutAll({ n: formatCount(n), rows, what });
  }
  const others = n - count === 1 ? row : formatCount(n - count);
  return strings.leftOut({ count, n: formatCount(n), rows, what, summary, others });
}

/** What the rows have: `log q = −inf`, `no finite log q (2 −inf, 1 nan)`. */
function shared(
  { negativeInfinity, positiveInfinity, nan }: NotFinite,
  { quantity = 'log q', several = false }: LeftOutWords,
  strings: GeneralStrings,
): string {
  const kinds = [
    { rows: negativeInfinity, value: '−inf' },
    { rows: positiveInfinity, value: 'inf' },
    { rows: nan, value: 'nan' },
  ].filter(({ rows }) => rows > 0);
  if (kinds.length === 1) {
    const { value } = kinds[0]!;
    return several ? strings.hasSuchValue({ quantity, value }) : strings.hasValue({ quantity, value });
  }
  const counts = kinds.map(({ rows, value }) => `${formatCount(rows)} ${value}`).join(', ');
  return several ? strings.hasOneNotFinite({ quantity, counts }) : strings.hasNoFinite({ quantity, counts });
}

/** The same as a line of the printed figures; empty if no row is left out. */
export function leftOutField(...about: Parameters<typeof leftOutText>): readonly (readonly [string, string])[] {
  const text = leftOutText(...about);
  return text === null ? [] : [['not finite', text]];
}
