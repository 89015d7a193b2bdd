import { expect, test } from 'vitest';
import { formatOf } from './output-option.ts';

test('the ending says the format', () => {
  expect(formatOf('dir/A.PNG', ['csv', 'png'])).toBe('png');
  expect(() => formatOf('a.txt', ['csv', 'png'])).toThrow('.csv or .png');
  expect(() => formatOf('png', ['csv', 'png'])).toThrow('must end in');
});
