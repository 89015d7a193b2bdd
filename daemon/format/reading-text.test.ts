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
