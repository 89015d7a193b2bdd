/** A deep flow on images starts quickly, and one of twice the depth takes at most twice the work to start. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { relativeTime } from '../daemon/testing/machine-speed.ts';
import { TIMED } from '../daemon/testing/timed.ts';
import { DEEP_GLOW, type GlowConfiguration } from './glow.ts';
import { startGlow } from './start-glow.ts';

/** About three seconds on a quiet machine, where it takes 1.5. */
const MOST = 7.5;
/** Numbers of one kind vary by up to a hundredth: long work pauses by the clock. */
const counted = z.array(z.number().check(z.gt(1e6))).check(z.length(4));

/** The best of three: the collector works at odd times. In units of the fixed work. */
async function timeToStart(configuration: GlowConfiguration): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) best = Math.min(best, await relativeTime(() => startGlow(configuration)));
  return best;
}

test.each([false, true])('time, with recompute %s', { ...TIMED, timeout: 600_000 }, async (recompute) => {
  const configuration = { ...DEEP_GLOW, recompute };
  expect(await timeToStart(configuration)).toBeLessThan(MOST);
  expect(await timeToStart({ ...configuration, depth: 2 * DEEP_GLOW.depth })).toBeLessThan(2 * MOST);
});

test('twice the depth takes at most twice the work, also with recompute', { timeout: 600_000 }, () => {
  const script = fileURLToPath(new URL('./count-glow.ts', import.meta.url));
  const output = execFileSync(process.execPath, [script], { encoding: 'utf8' });
  const [once, twice, onceRecomputed, twiceRecomputed] = counted.parse(JSON.parse(output));
  expect(twice).toBeLessThan(2 * once!);
  expect(twiceRecomputed).toBeLessThan(2 * onceRecomputed!);
});
