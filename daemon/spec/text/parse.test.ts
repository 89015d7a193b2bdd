import { expect, test } from 'vitest';
import { type Place, toValue } from './node.ts';
import { parseSpec } from './parse.ts';
import { createLines } from './range.ts';

const value = (text: string): unknown => {
  const { root } = parseSpec(text);
  return root === null ? null : JSON.parse(JSON.stringify(toValue(root)));
};

test('comments, trailing commas and a byte order mark are part of the language', () => {
  const { problems } = parseSpec('\uFEFF{ /* a */ "a": [1, 2,], // b\n }');
  expect(problems).toEqual([]);
  expect(value('\uFEFF{ /* a */ "a": [1, 2,], // b\n }')).toEqual({ a: [1, 2] });
});

test.each([
  ['a missing comma', '{"a": 1 "b": 2}', { a: 1, b: 2 }],
  ['a missing value', '{"a": , "b": 2}', { b: 2 }],
  ['a word that is no value', '{"a": tru, "b": 2}', { b: 2 }],
  ['a missing bracket', '{"a": [1, {"b": 2}', { a: [1, { b: 2 }] }],
  ['an open text', '{"a": 1, "b', { a: 1 }],
  ['an open comment', '{"a": 1 /* ', { a: 1 }],
  ['something after the end', '{"a": 1} x', { a: 1 }],
])('%s does not hide the rest', (_name, text, expected) => {
  expect(parseSpec(text).problems.length).toBeGreaterThan(0);
  expect(value(text)).toEqual(expected);
});

test('spans of nodes cut their text out of the document', () => {
  const text = '{ "a": [1, "x"], "b": { "c": null } }';
  const cut: string[] = [];
  const visit = ({ node }: Place): void => {
    cut.push(text.slice(node.offset, node.offset + node.length));
    if (node.kind === 'array') for (const item of node.items) visit({ node: item, path: '' });
    if (node.kind === 'object') for (const { value: inner } of node.members) visit({ node: inner!, path: '' });
  };
  visit({ node: parseSpec(text).root!, path: '' });
  expect(cut).toEqual([text, '[1, "x"]', '1', '"x"', '{ "c": null }', 'null']);
});

test('keys of the prototype are plain keys', () => {
  const parsed = toValue(parseSpec('{ "__proto__": { "x": 1 }, "constructor": 2 }').root!) as object;
  expect(Object.keys(parsed)).toEqual(['__proto__', 'constructor']);
  expect(({} as { x?: number }).x).toBeUndefined();
});

test('offsets and positions are inverse to each other', () => {
  const text = 'a\r\nbb\rccc\n🌙d';
  const lines = createLines(text);
  for (let offset = 0; offset <= text.length; offset++) expect(lines.offset(lines.position(offset))).toBe(offset);
  expect(lines.position(text.length)).toEqual({ line: 3, character: 3 });
});

test('a text of very many objects is one problem', () => {
  const text = `{ "layers": [${'{ "type": "actnorm" },\n'.repeat(120_000)}] }`;
  const { root, problems, tooLarge } = parseSpec(text);
  expect({ root, tooLarge }).toEqual({ root: null, tooLarge: true });
  expect(problems.map(({ message }) => message)).toEqual([
    'a spec may have at most 40000 objects and lists, found more',
  ]);
});
