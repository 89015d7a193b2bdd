import { expect, test } from 'vitest';
import { choice, createStops, placeholder, plainText, valueSnippet } from './snippet.ts';

/** Dollars are written as §, because in plain texts they look like a forgotten template. */
const marks = (text: string) => text.replaceAll('§', '$');

test('texts with the marks of snippets stay texts', () => {
  const stops = createStops();
  const snippet = `${placeholder(stops, 'a$1}\\')} ${choice(stops, ['x,y', 'z|'])}`;
  expect(snippet).toBe(marks('§{1:a\\§1\\}\\\\} §{2|x\\,y,z\\||}'));
  expect(plainText(snippet)).toBe('a$1}\\ x,y');
});

test('values by schema: default first, words to choose, empty ones of the right kind', () => {
  const value = (schema: object) => valueSnippet(createStops(), schema);
  expect(value({ enum: ['a', 'b'], default: 'b' })).toBe(marks('§{1|"b","a"|}'));
  expect(value({ type: 'boolean', default: false })).toBe(marks('§{1|false,true|}'));
  expect(value({ type: 'array', default: [64, 64] })).toBe(marks('[§{1:64}, §{2:64}]'));
  expect(value({ type: 'number', default: 0.5 })).toBe(marks('§{1:0.5}'));
  expect(value({ type: 'string' })).toBe('"$1"');
  expect(value({ anyOf: [{ type: 'null' }, { type: 'object' }] })).toBe('{ $1 }');
});
