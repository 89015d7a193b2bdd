import { expect, test } from 'vitest';
import { readingFields } from './reading-text.ts';

const FILES = { columns: [], leftOut: [], header: false };

test('files of a folder that were skipped are named, up to twelve, and counted', () => {
  const skipped = Array.from({ length: 15 }, (_, i) => ({ file: `a/${i}.png`, why: 'is empty' }));
  const fields = readingFields({ ...FILES, read: 2000, dropped: 1500, skipped });
  expect(fields[0]).toEqual(['files read', '2000, 1500 skipped']);
  expect(fields[1]).toEqual(['skipped', 'a/0.png is empty']);
  expect(fields).toHaveLength(14);
  expect(fields.at(-1)).toEqual(['skipped', '1488 more']);
  expect(readingFields({ ...FILES, read: 7, dropped: 0, skipped: [] })).toEqual([['files read', '7']]);
});

test('categories have their values, and weights their effective sample size', () => {
  const fields = readingFields({
    ...{ columns: ['a', 'kind'], leftOut: [], read: 20, dropped: 0, header: true },
    categories: [{ column: 'kind', values: ['dog', 'ant'] }],
    weight: { column: 'w', effectiveSampleSize: 12.3 },
  });
  expect(fields).toEqual([
    ['columns', 'a, kind'],
    ['category', 'kind: dog, ant'],
    ['weight', 'w, effective sample size 12'],
    ['rows read', '20'],
  ]);
});

test('columns that the spec does not name are listed on one line, others with their reasons', () => {
  const why = 'not in "columns"';
  const leftOut = [
    { name: 'age', why },
    { name: 'city', why: "text in 9 of 9 rows, first 'Bern' on line 2" },
    { name: 'share', why },
  ];
  const reading = { columns: ['a'], leftOut, read: 9, dropped: 0, header: true };
  expect(readingFields(reading).filter(([field]) => field === 'left out')).toEqual([
    ['left out', "city: text in 9 of 9 rows, first 'Bern' on line 2"],
    ['left out', 'not in "columns": age, share'],
  ]);
  expect(readingFields({ ...reading, leftOut: leftOut.slice(0, 1) })).toContainEqual(['left out', `age: ${why}`]);
});
