/**
 * Texts that once took time with the square of their size: what is said of them is bounded. The full tests measure the
 * time of all kinds at the largest size.
 */
import { expect, test } from 'vitest';
import { checkHostile } from './testing/check-hostile.ts';
import { MAKERS, type MakerName } from './testing/hostile-documents.ts';
import { parseSpec } from './text/parse.ts';

const ONCE_SLOW: readonly MakerName[] = [
  'repeated keys',
  'keys without values',
  'keys without commas',
  'text behind the end',
  'words without commas',
  'wrong numbers',
  'slashes apart',
  'single quotes',
  'unclosed single quotes',
  'one unclosed text full of commas',
  'one long number with a letter',
  'wrong brackets, as many as are read',
  'errors in front of blanks',
  'repeated names of conditioners',
  'many conditioners that are no objects',
  'uses of many conditioners that are no objects',
  'many unknown uses of many conditioners',
  'wrong widths beside many keys',
];

test.for(ONCE_SLOW)('%s', async (name) => {
  const { diagnostics, bytes } = await checkHostile(MAKERS[name](300_000));
  expect(diagnostics).toBeLessThanOrEqual(1001);
  expect(bytes).toBeLessThan(4_000_000);
});

test('a text beyond the limit is refused as a whole', () => {
  const { problems, tooLarge } = parseSpec('[{"a":\n'.repeat(2_000_000));
  expect(tooLarge).toBe(true);
  expect(problems).toEqual([
    { message: 'a spec may have at most 4194304 bytes (4 MiB), found 14000000', span: { offset: 0, length: 0 } },
  ]);
});
