/** A tiny multi-scale flow of images, from its spec to its latents. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TrainEvent } from '../../protocol/train-events.ts';
import { idxBytes } from '../data/testing/idx-bytes.ts';
import { flattenPlan } from '../flow/flatten-plan.ts';
import { randomStream } from '../random/random-stream.ts';
import { openRun } from '../runs/directory/run-directory.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { done, useSmallRuns } from '../training/testing/small-runs.ts';
import { inspectLayers } from './layers/inspect-layers.ts';
import { openData, openFlow } from './opened/open-flow.ts';
import { decodeLatents } from './points/decode-latents.ts';
import { drawSamples } from './points/draw-samples.ts';
import { encodeRows } from './points/encode-rows.ts';
import { verifyFlow } from './verify/verify-flow.ts';

const SIDE = 8;
const COUNT = 320;
const runs = useSmallRuns();
const runtime = cpuRuntime({ threads: 1 });

/** A dark and a bright half, which meet at a random column, as an IDX file of bytes. */
function idxImages(): Uint8Array {
  const random = randomStream(1, 'images');
  const pixels = new Uint8Array(COUNT * SIDE * SIDE);
  for (let n = 0; n < COUNT; n++) {
    const edge = random.integer(SIDE + 1);
    for (let i = 0; i < SIDE * SIDE; i++)
      pixels[n * SIDE * SIDE + i] = (i % SIDE < edge ? 40 : 190) + random.integer(32);
  }
  return idxBytes([COUNT, SIDE, SIDE], pixels);
}

const SPEC = {
  data: { source: 'idx', path: 'images.idx', split: { validation: 0.2, test: 0 } },
  layers: [
    { type: 'dequantize' },
    { type: 'logit' },
    {
      type: 'multi-scale',
      levels: 2,
      layers: [
        {
          type: 'repeat',
          times: 2,
          layers: [
            { type: 'actnorm' },
            { type: 'conv1x1' },
            { type: 'affine-coupling', mask: 'channel', conditioner: { type: 'convnet', channels: 8 } },
          ],
        },
      ],
    },
  ],
};

test('trains; every layer has its own row, the terms add up, and encoding loses nothing', async () => {
  writeFileSync(join(runs.folder, 'images.idx'), idxImages());
  const trained = await runs.trainNew(SPEC, {
    ...{ steps: 60, batchSize: 32, seed: 1, optimizer: { learningRate: 5e-3 } },
    ...{ validation: { every: 20 }, statistics: { every: 20 } },
  });
  expect(done(trained).step).toBe(60);
  const events = <K extends TrainEvent['event']>(event: K) =>
    trained.events.filter((each): each is Extract<TrainEvent, { event: K }> => each.event === event);
  const losses = events('validation').map(({ nll }) => nll);
  expect(losses.at(-1)).toBeLessThan(losses[0]!);

  const open = await openFlow(await openRun(trained.runDir), null);
  const data = await openData(open);
  const layers = flattenPlan(open.plan);
  const splits = layers.filter(({ type }) => type === 'split').map(({ index }) => index);
  expect(splits).toHaveLength(1);
  expect(open.flow.latentParts.map(({ shape }) => shape)).toEqual([
    [4, 4, 2],
    [2, 2, 8],
  ]);
  // Means of the terms while training: with the base they are the loss.
  const { base, layers: means } = events('layers').at(-1)!;
  expect(means).toHaveLength(layers.length);
  expect(means.every(Number.isFinite)).toBe(true);
  const loss = events('step').find(({ step }) => step === 60)!.loss;
  expect(-means.reduce((sum, value) => sum + value, base)).toBeCloseTo(loss, 2);

  const rows = data.split('validation');
  const found = await inspectLayers(runtime, open, data, rows, { noiseSeed: 3 });
  expect(found).toMatchObject({ n: 64, sumOk: true, covariance: 'diagonal', dimension: 64 });
  expect(found.layers.filter(({ kind }) => kind === 'log-prior').map(({ index }) => index)).toEqual(splits);
  const gains = found.layers.reduce((sum, { gain }) => sum + gain, 0);
  expect(found.gaussianNll - gains + found.lastTerm.value).toBeCloseTo(-found.total.mean, 6);
  expect(found.layers.at(-1)!.relativeRoundTripError).toBeLessThan(1e-4);

  const { latents, count } = await encodeRows(runtime, open, data, rows, { noiseSeed: 3 });
  const decoded = await decodeLatents(runtime, open, data, { values: latents, count, context: null });
  expect([...decoded]).toEqual([...data.dataset.validation.values]);
  const samples = await drawSamples(runtime, open, data, { count: 2, temperature: 0, seed: 1, context: null });
  expect(samples.values.subarray(0, 64)).toEqual(samples.values.subarray(64));

  const verified = await verifyFlow(runtime, open, { rows, enter: null }, { points: 1, seed: 0 });
  expect(verified).toMatchObject({ ok: true, method: 'full' });
});
