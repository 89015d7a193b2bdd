import { expect, test } from 'vitest';
import type { Runtime } from '../../runtime/runtime.ts';
import { keepGraphs, withGraph } from './kept-graphs.ts';

/** Counts what is compiled and disposed of. */
function countingRuntime() {
  const counts = { compiled: 0, disposed: 0 };
  const runtime: Runtime = {
    name: 'reference',
    capabilities: { repeats: 'unrolled', precision: 'float64' },
    compile: async () => {
      counts.compiled++;
      return { run: async () => ({}), dispose: async () => void counts.disposed++ };
    },
    compileLoop: () => Promise.reject(new Error('not needed')),
  };
  return { runtime, counts };
}

const build = () => ({ inputs: [], outputs: [] });

test('without a keeper every use compiles and disposes', async () => {
  const { runtime, counts } = countingRuntime();
  await withGraph(runtime, { flow: {}, key: ['a'], build }, async () => {});
  await expect(
    withGraph(runtime, { flow: {}, key: ['a'], build }, () => Promise.reject(new Error('failed'))),
  ).rejects.toThrow('failed');
  expect(counts).toEqual({ compiled: 2, disposed: 2 });
});

test('a kept graph is compiled once for a flow and key; the oldest unused one makes room', async () => {
  const { runtime, counts } = countingRuntime();
  const keeper = keepGraphs(runtime, 2);
  const [flow, other] = [{}, {}];
  const use = (own: object, key: string) => withGraph(keeper, { flow: own, key: [key], build }, async () => {});
  await use(flow, 'a');
  await use(flow, 'a');
  expect(counts).toEqual({ compiled: 1, disposed: 0 });
  await use(other, 'a');
  await use(flow, 'b');
  expect(counts).toEqual({ compiled: 3, disposed: 1 });
  await use(flow, 'a');
  expect(counts).toEqual({ compiled: 4, disposed: 2 });
  await keeper.disposeGraphs();
  expect(counts.disposed).toBe(4);
});

test('a graph in use is never disposed of', async () => {
  const { runtime, counts } = countingRuntime();
  const keeper = keepGraphs(runtime, 1);
  const flow = {};
  await withGraph(keeper, { flow, key: ['a'], build }, () =>
    withGraph(keeper, { flow, key: ['b'], build }, async () => {
      await withGraph(keeper, { flow, key: ['c'], build }, async () => {});
      expect(counts).toEqual({ compiled: 3, disposed: 1 });
    }),
  );
  expect(counts.disposed).toBe(2);
});
