import { expect, test } from 'vitest';
import { applyFix } from '../fixes/apply-fix.ts';
import { parseSpec } from './parse.ts';

const firstProblem = (text: string) => parseSpec(text).problems[0]!;

function repaired(text: string): string {
  const { repair } = firstProblem(text);
  if (!repair) throw new Error(`no repair for ${text}`);
  const { range } = parseSpec(text).lines;
  const edits = repair.changes.map((change) => ({ range: range(change), newText: change.newText }));
  return applyFix(text, { title: repair.title, edits });
}

test.each([
  ['Insert a comma', '{"a": 1 // one\n "b": 2}', '{"a": 1, // one\n "b": 2}'],
  ['Insert a comma', '{"a": [1, 2 "x"]}', '{"a": [1, 2, "x"]}'],
  ['Insert a colon', '{"a" 1}', '{"a": 1}'],
  ['Insert ]', '{"a": [1, 2}', '{"a": [1, 2]}'],
  ['Insert }', '{"a": [{"b": 2]}', '{"a": [{"b": 2}]}'],
  ['Insert }]}', '{"a": [1, {"b": 2\n', '{"a": [1, {"b": 2}]}\n'],
  ['Insert the closing quote', '{"a": "abc,\n "b": 2}', '{"a": "abc",\n "b": 2}'],
  ['Insert */', '{"a": 1 /* one\n}', '{"a": 1 /* one */\n}'],
  ['Remove what follows', '{"a": 1}}\n', '{"a": 1}\n'],
  ['Remove this comma', '{"a": 1,, "b": 2}', '{"a": 1, "b": 2}'],
  ['Remove this comma', '{"a": [1,,2]}', '{"a": [1,2]}'],
  ['Write the key in double quotes', '{type: "x", "a": 1}', '{"type": "x", "a": 1}'],
  ['Write it in double quotes', '{"a": foo-bar, "b": 2}', '{"a": "foo-bar", "b": 2}'],
  ['Change to true', '{"a": True}', '{"a": true}'],
  ['Change to null', '{"a": None}', '{"a": null}'],
  ['Change to 0.5', '{"a": .5}', '{"a": 0.5}'],
  ['Change to 5', '{"a": +5}', '{"a": 5}'],
  ["Change to ':'", '{"a" = 1}', '{"a" : 1}'],
  ["Change to ','", '{"a": 1; "b": 2}', '{"a": 1, "b": 2}'],
])('%s: %s', (title, text, after) => {
  expect(firstProblem(text).repair?.title).toBe(title);
  expect(repaired(text)).toBe(after);
  expect(parseSpec(after).problems).toEqual([]);
});

test.each([
  ['a word for a key', '{type: "x", "a": 1}', 'keys are written in double quotes, found type'],
  ['a wrong sign', '{"a" = 1}', "'=' is not a value: write a number, true, false, null, or a string in double quotes"],
  ['an open text', '{"a": "abc,\n "b": 2}', 'this string is not closed: end it with a double quote'],
  ['an open comment', '{"a": 1 /* one\n}', 'this comment is not closed: end it with */'],
])('%s is told of once', (_name, text, message) => {
  expect(parseSpec(text).problems.map((problem) => problem.message)).toEqual([message]);
});

test.each(['{"a": NaN}', '{"a": 1e}', '{"a": 010}', '{"a":}', '{"a": 1} "b": 2'])(
  'where what was meant cannot be told, nothing is offered: %s',
  (text) => {
    expect(firstProblem(text).repair).toBeUndefined();
  },
);

test('a file that lacks one comma, colon, bracket or quote is whole again after the first repair', () => {
  const good = `{
  "data": { "source": "two-moons", "noise": 0.1 }, // noise
  "layers": [
    { "type": "repeat", "times": 2, "layers": [{ "type": "affine-coupling", "mask": [0, 1] }] },
    { "type": "actnorm" }
  ]
}
`;
  const repairable: string[] = [];
  const total = [...good].filter((sign) => ',:]}'.includes(sign)).length;
  for (let at = 0; at < good.length; at++) {
    if (!',:]}'.includes(good[at]!)) continue;
    const text = good.slice(0, at) + good.slice(at + 1);
    const { problems } = parseSpec(text);
    expect(problems.length).toBeGreaterThan(0);
    if (parseSpec(repaired(text)).problems.length < problems.length) repairable.push(text);
  }
  expect(repairable).toHaveLength(total);
});
