import { expect, test } from 'vitest';
import { kernelMemory } from '../../encoding/web-assembly.ts';
import { kernelThreads } from './kernel-threads.ts';
import { BLOCK, type KernelSetup, type KernelTask, kernelModules, kernelWorker } from './kernel-work.ts';

const FLOATS = 5 * BLOCK;
const BYTES = FLOATS * Float32Array.BYTES_PER_ELEMENT;
const PAGES = 20;

/** Parameters and moments one after the other, then gradients. */
function setup(): KernelSetup & { readonly floats: Float32Array } {
  const memory = kernelMemory(PAGES);
  const floats = new Float32Array(memory.buffer);
  for (let i = 0; i < 4 * FLOATS; i++) floats[i] = Math.abs(Math.sin(i));
  return {
    ...{ memory, floats, gradients: 3 * BYTES },
    modules: [
      kernelModules({
        ...{ stride: BYTES, pages: PAGES, averageDecay: null, clips: true, decays: true },
        rule: { type: 'adam', beta1: 0.9, beta2: 0.999 },
      }),
    ],
    sums: new Float64Array(new SharedArrayBuffer(5 * Float64Array.BYTES_PER_ELEMENT)),
  };
}

const UPDATE: Extract<KernelTask, { kind: 'update' }> = {
  kind: 'update',
  ...{ move: 0, from: 0, to: 0, factor: 0.5, rate: 1e-3, epsilon: 1e-8, kept: 0.99 },
};

test('threads compute what one computes, bit for bit', async () => {
  const [alone, shared] = [setup(), setup()];
  const own = kernelWorker(alone);
  const threads = kernelThreads(shared, 3);
  while (threads.ready < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  for (const task of [{ kind: 'squares', move: 0 }, UPDATE, UPDATE] as const) {
    own(task, 0, FLOATS);
    threads.run(task, 0, FLOATS);
  }
  await threads.close();
  expect(shared.sums).toEqual(alone.sums);
  expect(alone.sums.every((sum) => sum > 0)).toBe(true);
  expect(shared.floats.every((value, i) => value === alone.floats[i])).toBe(true);
});

test('in threads that flush small results by themselves, the shorter code computes the same', () => {
  const [careful, plain] = [setup(), setup()];
  const modules = plain.modules.map(({ flushed }) => ({ flushed, careful: flushed }));
  for (const task of [{ kind: 'squares', move: 0 }, UPDATE] as const) {
    kernelWorker(careful)(task, 0, FLOATS);
    kernelWorker({ ...plain, modules })(task, 0, FLOATS);
  }
  expect(plain.sums).toEqual(careful.sums);
  expect(plain.floats.every((value, i) => value === careful.floats[i])).toBe(true);
});

test('numbers that float32 cannot hold to full precision become 0, but not what is no number', () => {
  const own = setup();
  const [theta, m, v, g] = [0, FLOATS, 2 * FLOATS, 3 * FLOATS];
  own.floats.fill(0);
  own.floats.set([1, 1, 1], theta);
  // A moment that decays below the smallest normal number, a gradient whose square is not normal, and one that is no number.
  own.floats[m] = 2 ** -126;
  own.floats[g + 1] = 2 ** -70;
  own.floats[g + 2] = Number.NaN;
  kernelWorker(own)({ ...UPDATE, factor: 1, kept: 1 }, 0, 16);
  expect(own.floats[m]).toBe(0);
  expect(own.floats[v + 1]).toBe(0);
  expect(own.floats[m + 1]).toBe(2 ** -70);
  expect(own.floats[theta + 2]).toBeNaN();
  expect(own.floats[v + 2]).toBeNaN();
});
