import { expect, test } from 'vitest';
import { findMember, type ObjectNode, toValue } from '../text/node.ts';
import { parseSpec } from '../text/parse.ts';
import { removeMember, setMember } from './edits.ts';

function apply(text: string, change: { offset: number; length: number; newText: string }): string {
  return text.slice(0, change.offset) + change.newText + text.slice(change.offset + change.length);
}

const TEXTS = [
  '{"a": 1}',
  '{ "a": 1, "b": 2 }',
  '{ "b": 2, "a": 1 }',
  '{\n  "b": 2,\n  "a": 1,\n}',
  '{ "b": 2, // two\n "a": 1 // one\n}',
  '{ "b": { "a": 3 }, "a": [1, 2], "c": 3 }',
];

test.each(TEXTS)('removing a member leaves a valid text without it: %j', (text) => {
  const root = parseSpec(text).root as ObjectNode;
  const after = parseSpec(apply(text, removeMember(text, root, findMember(root, 'a')!)));
  expect(after.problems).toEqual([]);
  const { a: _gone, ...rest } = toValue(root) as Record<string, unknown>;
  expect({ ...(toValue(after.root!) as object) }).toEqual(rest);
});

test('removing the last member of a line leaves the next line where it is', () => {
  const text = '{\n  "b": 2, "a": 1,\n  "c": 3\n}';
  const root = parseSpec(text).root as ObjectNode;
  expect(apply(text, removeMember(text, root, findMember(root, 'a')!))).toBe('{\n  "b": 2,\n  "c": 3\n}');
});

test.each([...TEXTS, '{}'])('setting a member leaves a valid text with it: %j', (text) => {
  const root = parseSpec(text).root as ObjectNode;
  const after = parseSpec(apply(text, setMember(text, root, 'a', 'true')));
  expect(after.problems).toEqual([]);
  expect((toValue(after.root!) as { a: unknown }).a).toBe(true);
});

test('a new member stands on a line of its own where the last one does', () => {
  const text = '{\n  "a": 1,\n  "b": 2 // two\n}';
  const root = parseSpec(text).root as ObjectNode;
  expect(apply(text, setMember(text, root, 'c', '3'))).toBe('{\n  "a": 1,\n  "b": 2,\n  "c": 3 // two\n}');
});
