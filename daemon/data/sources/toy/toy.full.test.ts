import { expect, test } from 'vitest';
import { TIMED } from '../../../testing/timed.ts';
import { sourceDefinitions } from '../registry.ts';

const TOYS = sourceDefinitions
  .filter(({ type }) => type !== 'checkerboard')
  .flatMap((source) => {
    const config = source.schema.safeParse({});
    return source.fixedShape?.length === 1 && source.load && config.success
      ? [{ type: source.type, load: source.load, config: config.data }]
      : [];
  });

async function load({ load, config, type }: (typeof TOYS)[number]) {
  const { density, test } = await load({ ...config, seed: 0, limit: null }, { folder: '/', trusted: true });
  if (density === null) throw new Error(`${type} has no density`);
  return { density, points: Float64Array.from(test.values) };
}

test.each(TOYS)('$type: far away the density is told quickly', TIMED, async (toy) => {
  const { density } = await load(toy);
  const began = performance.now();
  for (const distance of [30, 1e3, 1e6, 1e12, 1e30]) density.logProb(Float64Array.of(distance, 0.5 * distance));
  expect(performance.now() - began).toBeLessThan(1000);
});

test.each(TOYS)('$type: ten thousand log-densities take well under half a second', TIMED, async (toy) => {
  const { density, points } = await load(toy);
  expect(points).toHaveLength(20_000);
  const began = performance.now();
  density.logProb(points);
  // The slowest takes 0.2 s (measured on a loaded machine with two cores); the bound leaves room for a slower one.
  expect(performance.now() - began).toBeLessThan(1500);
});
