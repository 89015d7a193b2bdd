import { expect, test } from 'vitest';
import { TIMED } from '../testing/timed.ts';
import { checkSpec } from './check-spec.ts';
import { vectorSpec } from './spec-fixture.ts';
import { parseSpec } from './text/parse.ts';
import { singleQuoted } from './text/single-quotes.ts';

/** Milliseconds. */
async function timeOf(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

test('a text of very many objects is refused in no time', TIMED, async () => {
  const text = `{ "layers": [${'{ "type": "actnorm" },\n'.repeat(120_000)}] }`;
  expect(await timeOf(() => parseSpec(text))).toBeLessThan(1000);
});

test.each(['"', "'"])('a line of nothing but quotes behind %s is read in a moment', TIMED, async (quote) => {
  expect(await timeOf(() => singleQuoted(`${quote}${"\\'".repeat(500_000)}`))).toBeLessThan(1000);
});

test('a masked network that is too large is refused without making its masks', TIMED, async () => {
  const layers = '{ "type": "affine-autoregressive", "conditioner": "made" }';
  const hidden = Array.from({ length: 6 }, () => 8192).join(', ');
  const text = vectorSpec(4, layers, `, "conditioners": { "made": { "type": "masked-mlp", "hidden": [${hidden}] } }`);
  const options = { folder: '/nowhere', trusted: true, fileStem: 'flow' };
  expect(await timeOf(() => checkSpec(text, options))).toBeLessThan(5000);
});
