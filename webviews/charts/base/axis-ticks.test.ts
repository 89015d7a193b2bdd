import { expect, test } from 'vitest';
import { axisTicks } from './axis-ticks.ts';

const named = (...labels: string[]) => labels.map((label, value) => ({ value, label }));
const texts = (ticks: ReturnType<typeof axisTicks>) => ticks.map(({ text }) => text);

test('an axis of numbers has round ticks', () => {
  expect(texts(axisTicks(0, 40_000, { length: 200, apart: 50 }))).toEqual(['0', '10k', '20k', '30k', '40k']);
});

test('values have their names, cut to the room between them', () => {
  const kinds = named('setosa', 'versicolor', 'virginica');
  expect(axisTicks(-0.5, 2.5, { length: 600, apart: 40 }, kinds)).toEqual([
    { value: 0, text: 'setosa', full: 'setosa' },
    { value: 1, text: 'versicolor', full: 'versicolor' },
    { value: 2, text: 'virginica', full: 'virginica' },
  ]);
  // At the ends of the axis there is less room.
  expect(texts(axisTicks(0, 2, { length: 600, apart: 40 }, named('a', 'b', 'a rather long name'))).at(-1)).toBe(
    'a r…me',
  );
  // The whole name is shown under the pointer.
  expect(axisTicks(-0.5, 2.5, { length: 130, apart: 20 }, kinds)[1]!.full).toBe('versicolor');
  expect(texts(axisTicks(-0.5, 2.5, { length: 130, apart: 20 }, kinds))).toEqual(['setosa', 'ver…or', 'vir…ca']);
  expect(texts(axisTicks(-0.5, 2.5, { length: 200, apart: 20, name: 24 }, named('a', 'b', 'long name')))).toEqual([
    'a',
    'b',
    'lon…',
  ]);
});

test('of many values every n-th has a tick, and only those in view', () => {
  const values = Array.from({ length: 100 }, (_, value) => ({ value, label: String(value) }));
  expect(texts(axisTicks(-0.5, 99.5, { length: 500, apart: 50 }, values))).toEqual(
    Array.from({ length: 10 }, (_, i) => String(10 * i)),
  );
  expect(texts(axisTicks(3.2, 7.4, { length: 400, apart: 50 }, values))).toEqual(['4', '5', '6', '7']);
});
