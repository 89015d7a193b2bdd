import { expect, test } from 'vitest';
import type { NotFinite } from '../../protocol/not-finite.ts';
import { type LeftOutWords, leftOutText } from './left-out-text.ts';

const NONE = { count: 0, negativeInfinity: 0, positiveInfinity: 0, nan: 0 };

test('nothing left out: nothing said', () => {
  expect(leftOutText(undefined, 10)).toBeNull();
  expect(leftOutText(NONE, 10)).toBeNull();
});

test.each<[Partial<NotFinite>, number, LeftOutWords, string]>([
  [{ count: 3, negativeInfinity: 3 }, 1000, {}, '3 of 1000 rows have log q = −inf; the mean is over the other 997'],
  [{ count: 1, nan: 1 }, 8, {}, '1 of 8 rows has log q = nan; the mean is over the other 7'],
  [
    { count: 4, negativeInfinity: 3, positiveInfinity: 1 },
    20_000,
    { summary: 'the gap', quantity: 'log p − log q' },
    '4 of 20\u202f000 rows have no finite log p − log q (3 −inf, 1 inf); the gap is over the other 19\u202f996',
  ],
  [
    { count: 2, positiveInfinity: 2 },
    1000,
    { quantity: 'coordinate', several: true, summary: 'every mean', rows: 'samples' },
    '2 of 1000 samples have a coordinate = inf; every mean is over the other 998',
  ],
  [
    { count: 2, positiveInfinity: 1, nan: 1 },
    3,
    { quantity: 'coordinate', several: true, rows: 'samples' },
    '2 of 3 samples have a coordinate that is not finite (1 inf, 1 nan); the mean is over the other sample',
  ],
  [{ count: 5, negativeInfinity: 5 }, 5, {}, 'all 5 rows have log q = −inf, so there is no result'],
  [{ count: 1, negativeInfinity: 1 }, 1, {}, 'the only row has log q = −inf, so there is no result'],
])('%o of %d rows', (notFinite, n, words, text) => {
  expect(leftOutText({ ...NONE, ...notFinite }, n, words)).toBe(text);
});
