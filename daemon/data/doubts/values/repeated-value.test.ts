import { expect, test } from 'vitest';
import type { Remedies } from '../define-doubt.ts';
import { repeatedValue } from './repeated-value.ts';

const none = () => ({ advice: null, fixes: [] });
const remedies: Remedies<never> = {
  ...{ file: 't.csv', standardized: true, indexes: new Set() },
  ...{ without: none, unused: none, set: none, column: none, asCondition: none, noise: none, withoutNoise: none },
  ...{ withoutKey: none, standIns: none, asNumber: none, asCategory: none, asWeight: none, longTails: none },
};
const said = (columns: Parameters<typeof repeatedValue.of>[0]['columns']) =>
  repeatedValue.describe(repeatedValue.of({ columns }), remedies).message;
const pile = (column: string | number, value: number, atBound = false) => ({ column, value, share: 0.2, atBound });

test('each column with values that repeat has a sentence, at most eight of them', () => {
  expect(said([pile('a', -999)])).toBe(
    'column a has the value -999 in 20 % of the rows, apart from all other values: the density is unbounded there. If it stands for a missing value, empty those cells or remove those rows',
  );
  expect(said([pile('a', -999), pile('b', 0, true), pile(2, 0, true), pile(2, 1, true)])).toBe(
    'column a has the value -999 in 20 % of the rows, apart from all other values. Column b has the value 0 in 20 % of the rows, at an end of its range. Column x2 has the value 0 in 20 % and 1 in 20 % of the rows, at the ends of its range. The density is unbounded there. If one of them stands for a missing value, empty those cells or remove those rows',
  );
  const many = said(Array.from({ length: 11 }, (_, j) => pile(j, 0)));
  expect(many.match(/olumn x\d+ has the value 0/g)).toHaveLength(8);
  expect(many).toContain('. 3 more columns have such values. The density');
});
