/**
 * Other work gets a turn during a check. stretches.full.test.ts measures the longest stretch that blocks the thread.
 */
import { afterEach, expect, test, vi } from 'vitest';
import { checkSpec } from './check-spec.ts';
import { coupling, LARGE, many, repeat, spec } from './large-specs.ts';

const OPTIONS = { folder: 'no-such-folder', trusted: false, fileStem: 'flow' };

afterEach(() => {
  vi.restoreAllMocks();
});

/** Number of possible pauses, counted once: about five per layer, also where repeats are expanded. */
const PAUSES: Readonly<Record<string, number>> = {
  '1000 couplings on 784 dimensions': 5019,
  '4000 couplings on 784 dimensions': 20_046,
  '4095 layers of three kinds': 20_530,
  'repeats 16 deep': 24_672,
  'multi-scale 15 deep': 336,
  'repeats of nothing, 1000^15 times': 85,
  '1000 random orders of 784 dimensions': 10_023,
  '4096 couplings written out': 32_778,
  '4000 couplings in a prior': 16_048,
  '20000 dimensions': 2019,
};

test.for(Object.entries(PAUSES))('%s', async ([name, pauses]) => {
  // At every check of the clock the stretch has lasted long enough.
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 1000;
    return now;
  });
  let found = 0;
  await checkSpec(LARGE[name]!, { ...OPTIONS, breathe: async () => void found++ });
  expect(found).toBeGreaterThan(0.9 * pauses);
});

test('a check whose text is outdated ends with the reason of its signal', async () => {
  const text = spec(784, many(coupling, 4096));
  const outdated = new AbortController();
  const reason = new Error('another text came');
  const breathe = () => {
    outdated.abort(reason);
    return Promise.resolve();
  };
  const work = checkSpec(text, { folder: 'x', trusted: false, fileStem: 'flow', breathe, signal: outdated.signal });
  await expect(work).rejects.toBe(reason);
});

test('with and without pauses the result is the same', async () => {
  const text = spec(6, repeat(40, `${coupling},{"type":"actnorm"},{"type":"permutation","order":"random"}`));
  const options = { folder: 'x', trusted: false, fileStem: 'flow' };
  const paced = await checkSpec(text, { ...options, breathe: () => new Promise((resolve) => setImmediate(resolve)) });
  expect(paced).toEqual(await checkSpec(text, options));
});
