import { expect, test } from 'vitest';
import { checkSpec } from './check-spec.ts';
import { check } from './spec-fixture.ts';
import { DAMAGES, EXAMPLES, fuzz, survives, TEXTS } from './testing/damaged-specs.ts';
import { parseSpec } from './text/parse.ts';

test('the examples have no errors in their texts', async () => {
  for (const text of TEXTS) {
    const { diagnostics } = await checkSpec(text, { folder: EXAMPLES, trusted: true, fileStem: 'example' });
    const wrong = diagnostics.filter(({ code, severity }) => severity === 'error' && code !== 'not-available');
    expect(wrong).toEqual([]);
  }
});

test.each(DAMAGES)('40 texts: $what give diagnostics or a plan, never a crash', async (damage) => {
  await fuzz(damage, 40);
});

test('hostile texts are bounded: depth, size, number of diagnostics', async () => {
  await survives('['.repeat(100_000));
  await survives('{"a":'.repeat(100_000));
  const deep = parseSpec(`${'['.repeat(65)}1${']'.repeat(65)}`);
  expect(deep.problems.map(({ message }) => message)).toEqual([
    'at most 64 levels of nesting are read; the rest of the file is ignored',
  ]);
  expect(parseSpec(`${'['.repeat(64)}1${']'.repeat(64)}`).problems).toEqual([]);
  expect(parseSpec(' '.repeat(4 * 1024 * 1024 + 1)).problems[0]!.message).toContain('4 MiB');
  const many = `{ "layers": [${'{"type":"nothing"},'.repeat(5000)}] }`;
  expect((await check(many)).diagnostics).toHaveLength(1001);
});
