/** Bases that are N(0, 1) after a step, which has its own term and gain. */
import { expect, test } from 'vitest';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { describePlan } from '../spec/describe-plan.ts';
import { parameterCounts } from '../spec/parameter-counts.ts';
import { exportOnnx } from './export/export-onnx.ts';
import { traverse } from './latent/traverse.ts';
import { inspectLayers } from './layers/inspect-layers.ts';
import { layerStates } from './layers/layer-states.ts';
import { givenContext, ofValues } from './opened/choose-context.ts';
import { decodeLatents } from './points/decode-latents.ts';
import { drawSamples } from './points/draw-samples.ts';
import { encodeRows } from './points/encode-rows.ts';
import { letterTable } from './testing/letter-table.ts';
import { PLANE, randomFlow } from './testing/random-flow.ts';
import { verifyFlow } from './verify/verify-flow.ts';

const runtime = cpuRuntime({ threads: 1 });
const SPEC = {
  ...letterTable.spec,
  layers: [{ type: 'actnorm' }],
  base: { type: 'conditional-normal', conditioner: { type: 'mlp', hidden: [8], activation: 'tanh' } },
};
const STEP = 1;

const opened = async () => randomFlow(SPEC, await letterTable.folder(), 0.4);

test('the step is the last layer of the flow, and the terms add up with it', async () => {
  const { open, data } = await opened();
  const { layers, base } = describePlan(open.plan, parameterCounts(open.flow));
  expect(base).toMatchObject({ type: 'conditional-normal', parameters: 0 });
  // 3 context entries into 8 hidden units, and these into two means and two scales.
  expect(layers[STEP]).toMatchObject({ type: 'conditional-normal', path: 'base', parameters: 4 * 8 + 9 * 4 });
  const rows = data.split('train');
  const found = await inspectLayers(runtime, open, data, rows, { noiseSeed: 3 });
  expect(found).toMatchObject({ sumOk: true, covariance: 'full' });
  const row = found.layers.at(-1)!;
  expect(row).toMatchObject({ index: STEP, type: 'conditional-normal', kind: 'log-det', conditioned: true });
  expect(Math.abs(row.gain)).toBeGreaterThan(1e-3);
  const gains = found.layers.reduce((sum, { gain }) => sum + gain, 0);
  expect(found.gaussianNll - gains + found.lastTerm.value).toBeCloseTo(-found.total.mean, 9);
  expect(found.lastTerm.kind).toBe('base-mismatch');
  expect(found.lastTerm.value).toBeGreaterThan(0);
  const verified = await verifyFlow(runtime, open, { rows, enter: null }, { points: 3, seed: 1 });
  expect(verified.ok).toBe(true);
});

test('latents are standardized, and the density is that of the conditional normal', async () => {
  const { open, data } = await opened();
  const rows = data.split('train');
  const { latents, logProb, count } = await encodeRows(runtime, open, data, rows, { noiseSeed: 3 });
  const at = { index: STEP, limit: 20, noiseSeed: 3, signal: null };
  const { input, affine } = await layerStates(runtime, open, data, rows, at);
  const actnorm = await layerStates(runtime, open, data, rows, { ...at, index: 0 });
  for (let row = 0; row < 20; row++) {
    let expected = data.transform.logDet;
    for (let d = 0; d < 2; d++) {
      const i = 2 * row + d;
      const sigma = Math.exp(-affine!.logScale[i]!);
      const mu = -affine!.shift[i]! * sigma;
      expect((input[i]! - mu) / sigma).toBeCloseTo(latents[i]!, 3);
      expected += actnorm.affine!.logScale[i]! - Math.log(sigma) - 0.5 * Math.log(2 * Math.PI);
      expected -= 0.5 * ((input[i]! - mu) / sigma) ** 2;
    }
    expect(logProb[row]).toBeCloseTo(expected, 3);
  }
  const decoded = await decodeLatents(runtime, open, data, { values: latents, count, context: rows.context });
  const { values } = data.dataset.train;
  for (let i = 1; i < decoded.length; i += 2) expect(decoded[i]).toBeCloseTo(values[i]!, 3);
});

test('samples and traversals start at the mean of the context', async () => {
  const { open, data } = await opened();
  const cold = async (letter: string) => {
    const context = givenContext(open, data, ofValues({ letter, size: '0.5' }))!;
    return (await drawSamples(runtime, open, data, { count: 1, temperature: 0, seed: 1, context })).values[1]!;
  };
  const [a, b] = [await cold('A'), await cold('B')];
  expect(Math.abs(a - b)).toBeGreaterThan(1e-3);
  const moved = await traverse(runtime, open, data, {
    ...{ kinds: ['dimension'], perKind: 2, level: null, split: 'train', start: 'centre', seed: 3 },
    ...{ columns: 3, extent: 2, context: givenContext(open, data, ofValues({ letter: 'A', size: '0.5' })) },
  });
  expect(moved.values[3]).toBeCloseTo(a, 4);
  expect((await exportOnnx(runtime, open, data, { function: 'sample' })).maxError).toBeLessThan(1e-5);
});

test('a base with a full covariance is whitened by a step, whose gain is 0 with full covariances', async () => {
  const { open, data } = await randomFlow(
    { ...PLANE, layers: [{ type: 'actnorm' }], base: { type: 'full-normal' } },
    '.',
  );
  const rows = data.split('validation');
  const found = await inspectLayers(runtime, open, data, rows, { noiseSeed: 3 });
  const row = found.layers.at(-1)!;
  expect(row).toMatchObject({ index: STEP, type: 'full-normal', path: 'base', kind: 'log-det', std: 0 });
  expect(Math.abs(row.mean)).toBeGreaterThan(1e-3);
  expect(Math.abs(row.gain)).toBeLessThan(1e-6);
  expect(found.lastTerm.kind).toBe('base-mismatch');
  const verified = await verifyFlow(runtime, open, { rows, enter: null }, { points: 3, seed: 1 });
  expect(verified.ok).toBe(true);
});
