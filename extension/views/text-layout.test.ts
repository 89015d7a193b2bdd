import { expect, test } from 'vitest';
import { fields, page, sparkline } from './text-layout.ts';

test('fields are aligned, a page has its title underlined and leaves out what is null', () => {
  expect(
    page(
      'Two',
      fields([
        ['a', '1'],
        ['long', '2'],
      ]),
      null,
      'end',
    ),
  ).toBe('Two\n═══\n\na     1\nlong  2\n\nend\n');
});

test('a line of bars spans from the lowest to the highest value; gaps hold the value before', () => {
  expect(sparkline([Number.NaN, 0, 7, Number.NaN, 3.5])).toBe(' ▁██▅');
  expect(sparkline([2, 2])).toBe('▁▁');
});
