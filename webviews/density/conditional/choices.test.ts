import { expect, test } from 'vitest';
import {
  columnChoices,
  fromRow,
  hasOwnValues,
  keptChoices,
  NO_CHOICES,
  offeredColumns,
  offeredOrder,
  withColumns,
  withContext,
  withValue,
} from './choices.ts';

test('what was chosen for a run is remembered for it alone', () => {
  const choices = withContext(withValue(fromRow(NO_CHOICES, 3), 'age', 41.5), 'sex', 'f');
  expect(choices).toEqual({ columns: null, row: 3, at: { age: 41.5 }, context: { sex: 'f' } });
  const remembered = JSON.parse(JSON.stringify({ run: 'a', choices }));
  expect(keptChoices(remembered, 'a')).toEqual(choices);
  expect(keptChoices(remembered, 'b')).toEqual(NO_CHOICES);
});

test.each([undefined, null, { run: 'a' }, { run: 'a', choices: { columns: [], row: null, at: {}, context: {} } }])(
  'nothing usable is remembered (%#)',
  (remembered) => {
    expect(keptChoices(remembered, 'a')).toEqual(NO_CHOICES);
  },
);

test('a row replaces all values, and leaves the shown columns', () => {
  const choices = withValue(withColumns(NO_CHOICES, 'age', 'income'), 'height', 180);
  expect(hasOwnValues(choices)).toBe(true);
  const replaced = fromRow(choices, 7);
  expect(replaced).toEqual({ columns: ['age', 'income'], row: 7, at: {}, context: {} });
  expect(hasOwnValues(replaced)).toBe(false);
});

test('a column is not shown against itself', () => {
  expect(withColumns(NO_CHOICES, 'age', 'age').columns).toEqual(['age']);
  expect(withColumns(NO_CHOICES, 'age', '').columns).toEqual(['age']);
});

test('a report offers the columns that it has, and finds a pair in either order', () => {
  const offered = [['b', 'c'], ['a'], ['b']];
  expect(offeredColumns({ run: 'a', choices: NO_CHOICES, offered })).toEqual(offered);
  expect(offeredColumns({ run: 'a', choices: NO_CHOICES })).toBeNull();
  const all = ['a', 'b', 'c', 'd'];
  expect(columnChoices(offered, all, 'a')).toEqual({ first: ['a', 'b', 'c'], second: [''] });
  expect(columnChoices(offered, all, 'b')).toEqual({ first: ['a', 'b', 'c'], second: ['', 'c'] });
  expect(columnChoices(offered, all, 'c')).toEqual({ first: ['a', 'b', 'c'], second: ['b'] });
  expect(columnChoices(null, all, 'c')).toEqual({ first: all, second: ['', 'a', 'b', 'd'] });
  const chosen = (first: string, second: string) =>
    offeredOrder(offered, withColumns(NO_CHOICES, first, second)).columns;
  expect(chosen('c', 'b')).toEqual(['b', 'c']);
  // Not together, and one that is not there alone.
  expect([chosen('a', 'c'), chosen('b', '')]).toEqual([['a'], ['b']]);
  expect(chosen('c', '')).toEqual(['b', 'c']);
  expect(offeredOrder(null, withColumns(NO_CHOICES, 'c', 'b')).columns).toEqual(['c', 'b']);
});
