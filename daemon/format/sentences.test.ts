import { expect, test } from 'vitest';
import { sentences } from './sentences.ts';

const TEXTS = {
  heading: 'Loading…',
  place: 'step {step} of {steps}',
  definition: 'log|det ∂f_l/∂h_{l−1}|',
  rows: { one: '{count} row of {name}', other: '{count} rows of {name}' },
} as const;

test('a text without placeholders is a string, any other a function of its values', () => {
  const { heading, place, definition } = sentences(TEXTS);
  expect(heading).toBe('Loading…');
  expect(place({ step: 3, steps: '4000' })).toBe('step 3 of 4000');
  expect(definition).toBe('log|det ∂f_l/∂h_{l−1}|');
  // @ts-expect-error a value is missing
  expect(place({ step: 3 })).toBe('step 3 of {steps}');
  // @ts-expect-error there is no such key
  expect(sentences(TEXTS).missing).toBeUndefined();
});

test('plural forms follow the rules of the language, and its count is grouped', () => {
  const english = sentences(TEXTS);
  expect([0, 1, 2, 20_000].map((count) => english.rows({ count, name: 'a' }))).toEqual([
    '0 rows of a',
    '1 row of a',
    '2 rows of a',
    '20\u202f000 rows of a',
  ]);
  const rows = { one: '{count} wiersz {name}', few: '{count} wiersze {name}', many: '{count} wierszy {name}' };
  const polish = sentences(TEXTS, { rows }, 'pl');
  expect([1, 3, 5].map((count) => polish.rows({ count, name: 'a' }))).toEqual([
    '1 wiersz a',
    '3 wiersze a',
    '5 wierszy a',
  ]);
});

test('keys that a translation lacks, or has as another kind, stay English with English plural forms', () => {
  const french = sentences(TEXTS, { heading: 'Chargement…', rows: 'lignes', unknown: 'x' }, 'fr');
  expect(french.heading).toBe('Chargement…');
  expect(french.place({ step: 1, steps: 2 })).toBe('step 1 of 2');
  // 0 is `one` in French.
  expect(french.rows({ count: 0, name: 'a' })).toBe('0 rows of a');
  expect(Object.keys(french)).toEqual(Object.keys(TEXTS));
});
