import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { yardsticksFigure } from '../../../protocol/figures/yardsticks.ts';
import { randomStream } from '../../random/random-stream.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { answerContext } from '../testing/answer-context.ts';
import { PLANE, randomFlow } from '../testing/random-flow.ts';
import { sampleMeasures } from './yardsticks.ts';
import { yardsticksAnswer } from './yardsticks-answer.ts';

test('pairs of rows and what they are after a round trip', async () => {
  const { open, data } = await randomFlow(PLANE, '.');
  const context = answerContext({ open, data }, cpuRuntime({ threads: 1 }));
  const { pairs, roundTrip } = await yardsticksAnswer(yardsticksFigure.read({ n: 50, pairs: 3 }), context);
  expect(pairs).toMatchObject({ rows: { dtype: 'float64', shape: [3, 2] }, decoded: { shape: [3, 2] } });
  expect(pairs!.columns).toHaveLength(2);
  const [rows, decoded] = [pairs!.rows, pairs!.decoded].map(({ values }) => [...values]);
  expect(rows).toEqual([...data.dataset.validation.values.subarray(0, 6)]);
  for (const [i, value] of rows!.entries()) expect(Math.abs(decoded![i]! - value)).toBeLessThan(1e-4);
  expect(decoded).not.toEqual(rows);
  expect(roundTrip!.rms).toBeLessThan(1e-5);
  expect((await yardsticksAnswer(yardsticksFigure.read({ n: 50 }), context)).pairs).toBeNull();
});

test('samples are compared with the rows as their weights ask', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-yardsticks-'));
  const random = randomStream(1, 'weighted');
  // Weights of eˣ make a standard normal column one of mean 1, which is what a flow without layers has.
  const rows = Array.from({ length: 2000 }, () => random.normal()).map((x) => `${x},${Math.exp(x)}`);
  await writeFile(join(folder, 'table.csv'), `x,w\n${rows.join('\n')}\n`);
  const data = { source: 'csv', path: 'table.csv', columns: ['x'], weight: 'w' };
  const { open, data: weighted } = await randomFlow({ data, layers: [{ type: 'actnorm' }] }, folder, 0);
  const { train } = weighted.dataset;
  const ignored = { ...weighted, dataset: { ...weighted.dataset, train: withoutWeights(train) } };
  const distance = async (of: typeof weighted) => {
    const options = { split: 'train', n: 400, seed: 0 } as const;
    return (await sampleMeasures(cpuRuntime({ threads: 1 }), open, of, options)).samples.slicedWasserstein!.value;
  };
  expect(await distance(weighted)).toBeLessThan(0.3);
  expect(await distance(ignored)).toBeGreaterThan(0.6);
});

function withoutWeights<T extends { readonly weights?: Float64Array }>({ weights: _, ...rows }: T) {
  return rows;
}
