import { expect, test } from 'vitest';
import { examinationFields } from './examination-text.ts';

test('what was checked of images, and what was not', () => {
  const all = { files: 5000, decoded: 5000, damaged: 0, listed: [] };
  expect(examinationFields(all)).toEqual([['images', '5000, all decoded']]);
  expect(examinationFields({ ...all, decoded: 1200 })).toEqual([
    ['images', '5000, headers read, 1200 decoded'],
    ['', 'damage inside files that were not decoded is found by the first run'],
  ]);
  expect(examinationFields(null)).toEqual([]);
});

test('damaged files, the first twelve by name', () => {
  const listed = Array.from({ length: 14 }, (_, i) => ({ file: `${i}.png`, why: 'is empty' }));
  const fields = examinationFields({ files: 20, decoded: 6, damaged: 14, listed });
  expect(fields).toHaveLength(14);
  expect(fields[1]).toEqual(['damaged', '0.png is empty']);
  expect(fields.at(-1)).toEqual(['damaged', '2 more files']);
});
