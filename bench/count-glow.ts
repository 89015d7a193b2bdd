/**
 * Writes as JSON how much work the start of a deep flow is, and that of one of twice the depth, without and with recompute: how
 * often blocks of our code run, which are functions, branches and bodies of loops. Unlike time, the numbers do not depend on what
 * else a machine does. A process of its own, since code that ran before is not counted.
 */
import { Session } from 'node:inspector/promises';
import { DEEP_GLOW } from './glow.ts';

const OURS = /\/(daemon|protocol)\/(?!.*node_modules)/;

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
const { startGlow } = await import('./start-glow.ts');

/** Since it was asked last. */
async function blocks(): Promise<number> {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  return result
    .filter(({ url }) => OURS.test(url))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, { count }) => sum + count, 0);
}

const configurations = [false, true].flatMap((recompute) =>
  [1, 2].map((times) => ({ ...DEEP_GLOW, recompute, depth: times * DEEP_GLOW.depth })),
);
// What runs once in a process is not in the counts.
await startGlow(DEEP_GLOW);
await blocks();
const counts: number[] = [];
for (const configuration of configurations) {
  await startGlow(configuration);
  counts.push(await blocks());
}
process.stdout.write(JSON.stringify(counts));
