import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyRuns } from '../../testing/property-runs.ts';
import { checkSpec } from '../check-spec.ts';
import { applyFix } from '../fixes/apply-fix.ts';
import { parseSpec } from './parse.ts';
import { singleQuoted, withDoubleQuotes } from './single-quotes.ts';

const OPTIONS = { folder: '/nowhere', trusted: true, fileStem: 'flow' };

test('a spec in single quotes is one error with one fix; the rest is still checked', async () => {
  const text = `{ // it's a comment
  'name': 'moons', "data": { 'source': 'two-moons' }, /* 'no' */
  'layers': [ { 'type': 'affine-coupling' }, { 'type': 'afine-coupling' } ] }`;
  const { diagnostics } = await checkSpec(text, OPTIONS);
  expect(diagnostics.map(({ code }) => code)).toEqual(['syntax', 'unknown-type']);
  const [syntax] = diagnostics;
  expect(syntax).toMatchObject({
    message: "strings are written in double quotes, found 'name' and 8 more in single quotes",
    range: { start: { line: 1, character: 2 }, end: { line: 1, character: 8 } },
    fixes: [{ title: 'Write them in double quotes' }],
  });
  const fixed = applyFix(text, syntax!.fixes[0]!);
  expect(fixed).toContain('"name": "moons"');
  expect(fixed).toContain("it's a comment");
  expect((await checkSpec(fixed, OPTIONS)).diagnostics.map(({ code }) => code)).toEqual(['unknown-type']);
});

test.each([
  ["'a'", 'a'],
  [String.raw`'it\'s'`, "it's"],
  [`'say "hi"'`, 'say "hi"'],
  [String.raw`'a\\b\n'`, 'a\\b\n'],
])('%s is the text %j', (text, value) => {
  expect(singleQuoted(text).map((found) => found.value)).toEqual([value]);
  expect(withDoubleQuotes(text, singleQuoted(text))).toHaveLength(text.length);
  expect(parseSpec(text).problems).toHaveLength(1);
});

test('what is not closed on its line, and quotes inside of texts and comments, are left alone', () => {
  for (const text of [`{ 'a`, `'a\n'`, `"it's" // 'x'`, `/* 'x' `, `"'a'"`]) expect(singleQuoted(text)).toEqual([]);
});

test('places stay what they are', () => {
  const piece = fc.constantFrom("'", '"', '\\', '\n', 'a', '//', '/*', '*/', ' ', '{', ':');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      const quoted = singleQuoted(text);
      expect(withDoubleQuotes(text, quoted)).toHaveLength(text.length);
      for (const { offset, length } of quoted) expect(text.slice(offset, offset + length)).toMatch(/^'[^\n]*'$/);
      parseSpec(text);
    }),
    propertyRuns(100, 1),
  );
});

test('a line of nothing but quotes is read once: a search from each of them would outlast the test', () => {
  expect(singleQuoted(`"${"\\'".repeat(500_000)}`)).toEqual([]);
  expect(singleQuoted(`'${"\\'".repeat(500_000)}`)).toEqual([]);
});
