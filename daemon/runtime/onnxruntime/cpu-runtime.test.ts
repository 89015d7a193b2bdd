import { memoryUsage } from 'node:process';
import { expect, test } from 'vitest';
import { add, sum } from '../../tensor/ops/arithmetic.ts';
import { input } from '../../tensor/ops/leaf.ts';
import { cpuRuntime } from './cpu-runtime.ts';

const SIZE = 2 ** 18;
const MIB = 2 ** 20;

test('the states of earlier runs are freed at once, but not those that were read or are marked', async () => {
  const [x, rate] = [input('x', [SIZE]), input('rate', [])];
  const loop = await cpuRuntime({ threads: 1 }).compileLoop(
    {
      state: [{ name: 'x', input: x, next: add(x, rate) }],
      perStep: [{ name: 'rate', tensor: rate, batchAxis: null }],
      ...{ captured: [], outputs: [{ name: 'sum', tensor: sum(x) }], proceed: null },
    },
    { captured: {}, state: { x: new Float32Array(SIZE) } },
  );
  const step = () => loop.run(1, { rate: Float32Array.of(1) });
  await step();
  const read = (await loop.readState()).x!;
  const before = memoryUsage().arrayBuffers;
  let most = 0;
  for (let i = 0; i < 24; i++) {
    await loop.mark();
    await step();
    most = Math.max(most, memoryUsage().arrayBuffers - before);
  }
  // A state is 1 MiB: the current one, the marked one, and the one that a run writes.
  expect(most).toBeLessThan(5 * MIB);
  expect([read.length, read[0], read[SIZE - 1]]).toEqual([SIZE, 1, 1]);
  await loop.rewind();
  expect((await loop.readState()).x!.at(-1)).toBe(24);
  await step();
  await loop.rewind();
  expect((await step()).outputs.sum).toEqual(Float32Array.of(24 * SIZE));
  await loop.dispose();
});
