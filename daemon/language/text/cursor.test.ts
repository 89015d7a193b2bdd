import { expect, test } from 'vitest';
import { cursorAt } from './cursor.ts';

/** The cursor at `|`. */
function at(marked: string) {
  const offset = marked.indexOf('|');
  const cursor = cursorAt(marked.replace('|', ''), offset);
  const path = [...cursor.containers.map(({ step }) => step).slice(1), ...(cursor.step === null ? [] : [cursor.step])];
  return { ...cursor, path: path.join('/') };
}

test.each([
  ['{ | }', 'key', ''],
  ['{ "a": | }', 'value', 'a'],
  ['{ "a": "x|" }', 'value', 'a'],
  ['{ "a|": 1 }', 'key', ''],
  ['{ "a": 1, | }', 'key', ''],
  ['{ "a": 1 | }', 'nowhere', ''],
  ['{ "a" | }', 'nowhere', ''],
  ['{ "a": [ 1, | ] }', 'value', 'a/1'],
  ['{ "a": [ { "b": | } ] }', 'value', 'a/0/b'],
  ['{ "a": [ {}, { "b": "|', 'value', 'a/1/b'],
  ['{ "a": [ 1\n 2| ] }', 'value', 'a/1'],
  ['{ // |\n}', 'nowhere', ''],
  ['{ /* } */ "a": | }', 'value', 'a'],
  ['{ "a": { "b": 1 }, "c": | }', 'value', 'c'],
  // Broken text: a missing value, a missing comma, a bracket that closes nothing.
  ['{ "a": \n "b": | }', 'value', 'b'],
  ['{ "a": "b|": 1 }', 'key', ''],
  ['{ "a": 1\n "b|" }', 'key', ''],
  ['{ "a": [ { "b": 1 ], "c": | }', 'value', 'c'],
  ['] } { "a": |', 'value', 'a'],
  ['|', 'nowhere', ''],
])('%s', (marked, where, path) => {
  const found = at(marked);
  expect([found.at, where === 'nowhere' ? '' : found.path]).toEqual([where, path]);
});

test('the token to replace ends with the word where the text is not closed', () => {
  const text = '{ "a": "afx|fine }';
  expect(at(text).token).toEqual({ offset: 7, length: 8, quoted: true, closed: false });
  expect(at('{ "a": "x\\"|" }').token).toMatchObject({ closed: true, length: 5 });
});

test('commas that lack, before and behind', () => {
  expect(at('{ "a": 1\n  | }').missingComma).toBe(8);
  expect(at('{ "a": 1,\n  | }').missingComma).toBeNull();
  expect(at('{ |\n "b": 2 }').commaNeededAfter).toBe(true);
  expect(at('{ "a": |, "b": 2 }').commaNeededAfter).toBe(false);
  expect(at('{ "a": | /* , */ \n "b": 2 }').commaNeededAfter).toBe(true);
});

test('the plain members before the cursor are known', () => {
  expect([...at('{ "type": "x", "n": 1, | }').containers[0]!.texts]).toEqual([['type', 'x']]);
});
