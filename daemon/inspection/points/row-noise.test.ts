/** A row of a dequantized table is the same point in every figure. */
import { beforeAll, expect, test } from 'vitest';
import { probeFigure } from '../../../protocol/figures/probe.ts';
import { noiseAt } from '../../evaluation/chosen-rows.ts';
import { evaluationBatch } from '../../evaluation/evaluator.ts';
import { batchFeeds } from '../../evaluation/row-graph.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { layerInput } from '../coupling/layer-input.ts';
import { logDensityOf } from '../evaluate/log-density.ts';
import { interpolate } from '../latent/interpolate.ts';
import { latentPoints } from '../latent/latent-points.ts';
import { normalScores } from '../numerics/normal-scores.ts';
import { probe } from '../probe/probe-answer.ts';
import { letterTable } from '../testing/letter-table.ts';
import { randomFlow } from '../testing/random-flow.ts';
import { encodeRows } from './encode-rows.ts';

const runtime = cpuRuntime({ threads: 1 });
const ROWS = [7, 0, 3];
let opened: Awaited<ReturnType<typeof randomFlow>>;

beforeAll(async () => {
  opened = await randomFlow(
    { ...letterTable.spec, training: { seed: 5, batchSize: 8 } },
    await letterTable.folder(),
    0.3,
  );
});

test('probe, traversals and couplings take a row as evaluate does', async () => {
  const { open, data } = opened;
  const rows = data.split('validation');
  const noiseSeed = open.plan.training.seed;
  const logProb = await logDensityOf(runtime, open, data, rows, { noiseSeed });
  const { latents } = await encodeRows(runtime, open, data, rows, { noiseSeed });
  const latentOf = (row: number) => [...latents.subarray(2 * row, 2 * row + 2)];
  for (const row of ROWS) {
    const found = await probe(runtime, open, data, probeFigure.read({ row }));
    expect(found.logq).toBeCloseTo(logProb[row]!, 5);
    for (const [d, z] of found.z.entries()) expect(z).toBeCloseTo(latentOf(row)[d]!, 5);
    const first = await layerInput(runtime, open, data, rows, { index: 0, row, noiseSeed });
    for (const [d, x] of first.entries()) expect(x).toBeCloseTo(found.states![0]![d]!, 5);
  }
  const points = await latentPoints(runtime, open, data, rows, ROWS, normalScores(open), null);
  for (const [i, z] of points.latents.entries()) expect(z).toBeCloseTo(ROWS.flatMap(latentOf)[i]!, 5);
  // The number that a traversal draws with has no part in it.
  const path = { split: 'validation', from: 7, to: 3, columns: 2, path: 'linear' } as const;
  const [one, other] = await Promise.all([0, 9].map((seed) => interpolate(runtime, open, data, { ...path, seed })));
  expect(one).toEqual(other);
});

test('a row behind the first batch of an evaluation has the noise of its batch', () => {
  const count = 5000;
  const rows = { count, values: new Float32Array(count), context: null };
  const subject = { inputShape: [1] };
  const batch = evaluationBatch(subject, count);
  expect(batch).toBeLessThan(count / 2);
  const noise = { name: 'noise0', kind: 'uniform', shape: [1, 1] } as const;
  const all = [0, 1, 2].flatMap((b) => {
    const feeds = batchFeeds(rows, b * batch, batch, [{ ...noise, shape: [batch, 1] }], 4);
    return Array.from(feeds.noise0!, Number);
  });
  const chosen = Uint32Array.of(4321, 2, batch, batch - 1, 4320);
  expect([...noiseAt({ subject, rows, noiseSeed: 4 }, chosen, noise)]).toEqual([...chosen].map((row) => all[row]));
});
