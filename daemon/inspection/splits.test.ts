/** Every figure of a flow whose latent has parts that left the flow early. */
import { expect, test } from 'vitest';
import { buildFlow } from '../flow/flow.ts';
import { asFlowPlan } from '../models/flow-plan.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { referenceRuntime } from '../runtime/reference/reference-runtime.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { couplingJacobian, findCoupling } from './coupling/coupling.ts';
import { evaluateRows } from './evaluate/evaluate-rows.ts';
import { exportOnnx } from './export/export-onnx.ts';
import { interpolate } from './latent/interpolate.ts';
import { traverse } from './latent/traverse.ts';
import { inspectLayers } from './layers/inspect-layers.ts';
import { layerStates } from './layers/layer-states.ts';
import { layerWorth } from './layers/worth/layer-worth.ts';
import { logAbsDeterminant } from './numerics/matrices.ts';
import { decodeLatents } from './points/decode-latents.ts';
import { drawSamples } from './points/draw-samples.ts';
import { encodeRows } from './points/encode-rows.ts';
import { probePoint } from './probe/probe-point.ts';
import { randomFlow } from './testing/random-flow.ts';
import { splitTable } from './testing/split-table.ts';
import { randomParameters } from './verify/verification-points.ts';
import { verifyFlow } from './verify/verify-flow.ts';

const runtime = cpuRuntime({ threads: 1 });
const options = { noiseSeed: 3 };
const DIMENSION = 7;
const SPLITS = [2, 7];

const opened = async (spread = 0.15) => randomFlow(splitTable.spec, await splitTable.folder(), spread);

test('the terms add up, with a log-prior for each split, and the gains with the last term give the NLL', async () => {
  const { open, data } = await opened();
  const rows = data.split('validation');
  const found = await inspectLayers(runtime, open, data, rows, options);
  const flow = found.layers.filter(({ index }) => index >= 0);
  expect(flow.filter(({ kind }) => kind === 'log-prior').map(({ index }) => index)).toEqual(SPLITS);
  expect(found).toMatchObject({ n: 160, sumOk: true, dimension: DIMENSION, covariance: 'full' });
  const { logLikelihood } = await evaluateRows(runtime, open, data, data.dataset.validation, options);
  expect(Math.abs(logLikelihood!.mean - found.total.mean)).toBeLessThan(1e-5);
  const gains = found.layers.reduce((sum, { gain }) => sum + gain, 0);
  expect(found.gaussianNll - gains + found.lastTerm.value).toBeCloseTo(-found.total.mean, 9);
  // The base is normal, and so is every prior: the last term is a KL divergence.
  expect(found.lastTerm.kind).toBe('base-mismatch');
  expect(found.lastTerm.value).toBeGreaterThan(0);
  // A standard prior changes nothing; a conditional one is a separate step.
  expect(Math.abs(flow[SPLITS[1]!]!.gain)).toBeLessThan(1e-9);
  expect(Math.abs(flow[SPLITS[0]!]!.gain)).toBeGreaterThan(1e-3);
  for (const { relativeRoundTripError } of flow) expect(relativeRoundTripError).toBeLessThan(1e-5);
  // Of few rows, covariances are diagonal.
  const few = await inspectLayers(runtime, open, data, rows, { ...options, limit: 60 });
  expect(few).toMatchObject({ n: 60, sumOk: true, covariance: 'diagonal' });
  expect(few.gaussianNll - few.layers.reduce((sum, { gain }) => sum + gain, 0) + few.lastTerm.value).toBeCloseTo(
    -few.total.mean,
    9,
  );
  const exact = await inspectLayers(referenceRuntime(), open, data, rows, options);
  expect(exact.sumError).toBeLessThan(1e-12);
  for (const [l, { gain, mean }] of exact.layers.entries()) {
    expect(found.layers[l]!.gain).toBeCloseTo(gain, 4);
    expect(found.layers[l]!.mean).toBeCloseTo(mean, 4);
  }
});

test('the worth of a layer uses the gains of the whole flow, and a conditional prior counts as nonlinear', async () => {
  const { open, data } = await opened();
  const rows = data.split('validation');
  const { layers } = await inspectLayers(runtime, open, data, rows, options);
  const worth = await layerWorth(runtime, open, data, rows, { limit: 4096, noiseSeed: 3, signal: null });
  expect(worth.covariance).toBe('full');
  const bent = worth.layers.filter(({ affine }) => !affine);
  expect(bent.map(({ index }) => index)).toEqual([0, 1, SPLITS[0], 8]);
  for (const { index, gain } of bent) {
    expect(gain).toBeCloseTo(layers.find((layer) => layer.index === index)!.gain, 4);
  }
  // No nonlinear layer follows the last one, so the loss without it equals its gain.
  expect(bent.at(-1)!.lost).toBeCloseTo(bent.at(-1)!.gain, 5);
});

test('encoding and decoding restore the data; samples at temperature 0 are one point; paths start and end at rows', async () => {
  const { open, data } = await opened();
  const rows = data.split('validation');
  const { latents, count } = await encodeRows(runtime, open, data, rows, options);
  const decoded = await decodeLatents(runtime, open, data, { values: latents, count, context: null });
  const { values } = data.dataset.validation;
  for (const [i, value] of decoded.entries()) expect(Math.abs(value - values[i]!)).toBeLessThan(1e-3);
  const cold = await drawSamples(runtime, open, data, { count: 3, temperature: 0, seed: 1, context: null });
  expect(cold.latents.every((z) => z === 0)).toBe(true);
  const drawn = await drawSamples(runtime, open, data, { count: 3, temperature: 1, seed: 1, context: null });
  expect(drawn.latents.every((z) => z !== 0)).toBe(true);
  const path = { split: 'validation', from: 2, to: 5, columns: 3, path: 'spherical', seed: 3 } as const;
  const between = await interpolate(runtime, open, data, path);
  for (let d = 0; d < DIMENSION; d++) {
    expect(between.values[d]).toBeCloseTo(values[2 * DIMENSION + d]!, 4);
    expect(between.values[2 * DIMENSION + d]).toBeCloseTo(values[5 * DIMENSION + d]!, 4);
  }
  // Every coordinate of the latent can be moved, those that left the flow early, too.
  const kinds = ['dimension'] as const;
  const moved = await traverse(runtime, open, data, {
    ...{ kinds, perKind: DIMENSION, level: null, split: 'validation', start: 'centre', seed: 3 },
    ...{ columns: 3, extent: 2, context: null },
  });
  expect(moved.directions).toHaveLength(DIMENSION);
  for (const [row, { weight }] of moved.directions.entries()) {
    expect(weight).toBeGreaterThan(0);
    const at = (column: number, d: number) => moved.values[(row * 3 + column) * DIMENSION + d]!;
    const change = Array.from({ length: DIMENSION }, (_, d) => Math.abs(at(2, d) - at(0, d)));
    expect(Math.max(...change)).toBeGreaterThan(1e-3);
  }
  const { latentParts } = open.flow;
  expect(latentParts.length).toBeGreaterThan(1);
  for (const [level, { start, shape }] of latentParts.entries()) {
    const size = shape.reduce((product, extent) => product * extent, 1);
    const own = await traverse(runtime, open, data, {
      ...{ kinds, perKind: DIMENSION, level, split: 'validation', start: 'centre', seed: 3 },
      ...{ columns: 3, extent: 2, context: null },
    });
    expect(own.directions.map(({ label }) => label).toSorted()).toEqual(
      Array.from({ length: size }, (_, i) => `z${start + i}`).toSorted(),
    );
    expect(own.directions.every((direction) => direction.level === level)).toBe(true);
  }
  const beyond = {
    kinds,
    perKind: 1,
    level: latentParts.length,
    split: 'validation',
    start: 'centre',
    seed: 3,
  } as const;
  await expect(traverse(runtime, open, data, { ...beyond, columns: 3, extent: 2, context: null })).rejects.toThrow(
    `there is no level ${latentParts.length}`,
  );
});

test.each([['full'], ['subspace']])(
  'verification: exact Jacobians of the layers and of splits, method %s',
  async (method) => {
    const layers = [
      { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [4] } },
      { type: 'split' },
      { type: 'affine' },
      { type: 'split', prior: 'standard' },
      { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [4] } },
    ];
    const shape = method === 'full' ? [2, 2, 4] : [2, 35, 4];
    const spec = { data: { source: 'npy', path: 'missing.npy', shape }, layers };
    const { plan: checked } = await checkSpec(JSON.stringify(spec), { folder: '.', trusted: true, fileStem: 'test' });
    const plan = asFlowPlan(checked!, 'the spec');
    const flow = buildFlow(plan);
    const subject = { plan, flow, parameters: randomParameters(flow, 1) };
    const found = await verifyFlow(runtime, subject, null, { points: 2, seed: 4 });
    expect(found).toMatchObject({ ok: true, method });
    expect(found.logDetError).toBeLessThan(1e-8);
    expect(found.wholeRoundTripError).toBeLessThan(1e-8);
  },
);

test('the state after a split is its input, with the part that leaves standardized', async () => {
  const { open, data } = await opened();
  const rows = data.split('validation');
  const at = { index: SPLITS[0]!, limit: 10, noiseSeed: 3, signal: null };
  const states = await layerStates(runtime, open, data, rows, at);
  expect(states.outputShape).toEqual([DIMENSION]);
  const { logScale, shift } = states.affine!;
  for (let i = 0; i < 10 * DIMENSION; i++) {
    const [x, z] = [states.input[i]!, states.output[i]!];
    if (i % DIMENSION < 4) expect([z, logScale[i]]).toEqual([x, Number.NaN]);
    else expect(x * Math.exp(logScale[i]!) + shift[i]!).toBeCloseTo(z, 4);
  }
  const coupling = findCoupling(open.plan, SPLITS[0]!);
  const found = await couplingJacobian(
    open,
    coupling,
    Float64Array.from(states.input.subarray(0, DIMENSION)),
    null,
    null,
  );
  expect(found.logDet).toBeCloseTo(found.sumLogDiagonal, 9);
  expect(found.logDet).toBeCloseTo(logAbsDeterminant(Float64Array.from(found.jacobian.flat())), 9);
});

test('a probed point: the running sum ends at log q, and its states end at the latent', async () => {
  const { open, data } = await opened();
  const validation = data.dataset.validation;
  const row = data.transform.prepare({
    count: 1,
    values: validation.values.slice(0, DIMENSION) as Float64Array,
    context: null,
  });
  const found = await probePoint(runtime, open, data, row, { entry: null, noise: () => ({}), follows: true });
  expect(found.base + found.layers.at(-1)!.running).toBeCloseTo(found.logProb, 4);
  expect(found.states!.map(({ length }) => length)).toEqual(new Array(found.states!.length).fill(DIMENSION));
  expect(found.states!.at(-1)).toEqual(found.latent);
});

test('exported files agree with the engine', async () => {
  const { open, data } = await opened(0.1);
  for (const name of ['log_prob', 'encode', 'sample'] as const) {
    expect((await exportOnnx(runtime, open, data, { function: name })).maxError).toBeLessThan(1e-5);
  }
});
