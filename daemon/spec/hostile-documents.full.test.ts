/** Every kind of hostile text at the largest size that is read. */
import { expect, test } from 'vitest';
import { checkHostile } from './testing/check-hostile.ts';
import { MAKERS } from './testing/hostile-documents.ts';
import { MAX_SPEC_BYTES } from './text/parse.ts';

const BYTES = MAX_SPEC_BYTES - 2000;

test.for(Object.entries(MAKERS))('%s', { timeout: 600_000 }, async ([, make]) => {
  const { seconds, diagnostics, bytes } = await checkHostile(make(BYTES));
  expect(seconds).toBeLessThan(30);
  expect(diagnostics).toBeLessThanOrEqual(1001);
  expect(bytes).toBeLessThan(4 * BYTES);
});
