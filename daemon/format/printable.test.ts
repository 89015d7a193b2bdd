import { expect, test } from 'vitest';
import { printable, printableJson, printableLine } from './printable.ts';
import { createStyle } from './style.ts';

const HOSTILE = 'a\u001b[2Jb\rc\u202ed\u0007e\u009bf\u2066g\u001b[8mh';
const SHOWN = 'a\\u001b[2Jb\\u000dc\\u202ed\\u0007e\\u009bf\\u2066g\\u001b[8mh';

test('control characters and marks of direction are escaped; tabs, line feeds and other letters stay', () => {
  expect(printable(HOSTILE, false)).toBe(SHOWN);
  expect(printable(HOSTILE, true)).toBe(SHOWN);
  expect(printable('größe\t城\n−0.5 │', true)).toBe('größe\t城\n−0.5 │');
  expect(printableLine('two\nlines\tx')).toBe('two\\u000alines\\u0009x');
});

test('own colors stay where colors are used', () => {
  const { red, bold, dim, cyan } = createStyle(true);
  const text = `${red('error')} ${bold('x')} ${dim('y')} ${cyan('z')}`;
  expect(printable(text, true)).toBe(text);
  expect(printable(text, false)).not.toContain('\u001b');
});

test('JSON keeps its value', () => {
  const json = printableJson(JSON.stringify({ name: HOSTILE }));
  expect(json).not.toMatch(/[^\u0020-\u007e]/);
  expect(JSON.parse(json)).toEqual({ name: HOSTILE });
});
