import { expect, test } from 'vitest';
import { flattenPlan } from '../../flow/flatten-plan.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { referenceRuntime } from '../../runtime/reference/reference-runtime.ts';
import { inexact } from '../../statistics/findings/layer-findings.ts';
import { evaluateRows } from '../evaluate/evaluate-rows.ts';
import { DIGITS } from '../testing/digits.ts';
import { letterTable } from '../testing/letter-table.ts';
import { MIXED } from '../testing/mixed-layers.ts';
import { PLANE, randomFlow } from '../testing/random-flow.ts';
import { inspectLayers } from './inspect-layers.ts';

const runtime = cpuRuntime({ threads: 1 });
const options = { noiseSeed: 3 };

test('terms of every layer, through loops and inverses, add up to log q(x) in data units', async () => {
  const { open, data } = await randomFlow(MIXED, '.');
  const rows = data.split('validation');
  const found = await inspectLayers(runtime, open, data, rows, options);
  const plan = flattenPlan(open.plan);
  expect(found.layers.map(({ index }) => index)).toEqual([-1, ...plan.keys()]);
  expect(found.layers[0]).toMatchObject({ kind: 'data', path: 'data.standardize', std: 0, gain: 0 });
  expect(found.layers.slice(1).map(({ path, turn }) => [path, turn])).toEqual(
    plan.map(({ path, turn }) => [path, turn]),
  );
  expect(found).toMatchObject({ n: 1500, sumOk: true, covariance: 'full', roundTripRows: 1500 });
  const sum = found.layers.reduce((total, { mean }) => total + mean, found.base.mean);
  expect(Math.abs(sum - found.total.mean)).toBeLessThan(1e-9);
  const { logLikelihood } = await evaluateRows(runtime, open, data, data.dataset.validation, options);
  expect(Math.abs(logLikelihood!.mean - found.total.mean)).toBeLessThan(1e-5);

  // Every layer alone agrees in float64, so no turn is mistaken for another.
  const exact = await inspectLayers(referenceRuntime(), open, data, rows, { ...options, limit: 200 });
  const same = await inspectLayers(runtime, open, data, rows, { ...options, limit: 200 });
  expect(exact.sumError).toBeLessThan(1e-12);
  for (const [l, layer] of exact.layers.entries()) {
    for (const key of ['mean', 'std', 'p10', 'p50', 'p90', 'cutNll', 'gain'] as const) {
      expect(Math.abs(layer[key] - same.layers[l]![key])).toBeLessThan(1e-4);
    }
    expect(layer.roundTripError).toBeLessThan(1e-9);
    expect(same.layers[l]!.roundTripError).toBeLessThan(1e-3);
    expect(layer.outsideBound === null).toBe(layer.type !== 'spline-coupling');
  }
  const means = exact.layers.map(({ mean }) => mean);
  expect(new Set(means.map((mean) => mean.toFixed(9))).size).toBeGreaterThan(means.length / 2);
  const shares = exact.layers.flatMap(({ outsideBound }) => outsideBound ?? []);
  expect(Math.max(...shares)).toBeGreaterThan(0);
  expect(Math.max(...shares)).toBeLessThanOrEqual(1);
});

test('the cut profile: linear layers gain nothing, and their flow is worth the fitted Gaussian exactly', async () => {
  const linear = {
    ...PLANE,
    layers: [{ type: 'linear' }, { type: 'actnorm' }, { type: 'permutation' }, { type: 'affine' }],
  };
  const { open, data } = await randomFlow(linear, '.', 0.4);
  const found = await inspectLayers(runtime, open, data, data.split('validation'), options);
  const { count } = data.dataset.validation;
  const values = Float64Array.from(data.dataset.validation.values);
  const mean = [0, 1].map((d) => values.reduce((sum, value, i) => (i % 2 === d ? sum + value / count : sum), 0));
  const second = (a: number, b: number) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += ((values[2 * i + a]! - mean[a]!) * (values[2 * i + b]! - mean[b]!)) / count;
    return sum;
  };
  const determinant = second(0, 0) * second(1, 1) - second(0, 1) ** 2;
  const gaussian = Math.log(2 * Math.PI * Math.E) + 0.5 * Math.log(determinant);
  expect(Math.abs(found.gaussianNll - gaussian)).toBeLessThan(1e-6);
  for (const { gain, cutNll } of found.layers) {
    expect(Math.abs(gain)).toBeLessThan(1e-6);
    expect(Math.abs(cutNll - gaussian)).toBeLessThan(1e-6);
  }
  // The fitted Gaussian is better by exactly its divergence from the base.
  expect(found.layers.at(-1)!.cutNll).toBeLessThan(-found.total.mean);
  const bent = await randomFlow(PLANE, '.', 0.3);
  const layers = (await inspectLayers(runtime, bent.open, bent.data, bent.data.split('validation'), options)).layers;
  expect(layers.filter(({ type, gain }) => type === 'actnorm' && Math.abs(gain) > 1e-6)).toEqual([]);
  expect(layers.filter(({ type, gain }) => type === 'affine-coupling' && Math.abs(gain) > 1e-3).length).toBe(4);
});

test('images: dequantization is a row of the data, rows are read in parts, covariances are diagonal', async () => {
  const { open, data } = await randomFlow(DIGITS, '.', 0.01);
  const found = await inspectLayers(runtime, open, data, data.split('validation'), options);
  expect(found).toMatchObject({ n: 1500, covariance: 'diagonal', sumOk: true });
  const [dequantize, flatten, actnorm] = found.layers;
  expect(dequantize).toMatchObject({ index: 0, type: 'dequantize', kind: 'data', gain: 0, roundTripError: 0 });
  expect(Math.abs(dequantize!.mean + 784 * 8 * Math.LN2)).toBeLessThan(1e-9);
  expect(flatten).toMatchObject({ kind: 'log-det', mean: 0, gain: 0 });
  expect(Math.abs(actnorm!.gain)).toBeLessThan(2e-6);
  expect(Math.abs(found.layers.at(-1)!.gain)).toBeLessThan(2e-6);
  expect(found.gaussianNll).toBeGreaterThan(0);
  // The same noise as in the evaluation, so the same figure.
  const { logLikelihood, bitsPerDim } = await evaluateRows(runtime, open, data, data.dataset.validation, options);
  expect(Math.abs(found.total.mean - logLikelihood!.mean)).toBeLessThan(1e-3);
  expect(bitsPerDim!.mean).toBeCloseTo(-logLikelihood!.mean / (784 * Math.LN2), 12);
});

test('tables with context and dequantized columns', async () => {
  const { open, data } = await randomFlow(letterTable.spec, await letterTable.folder());
  const found = await inspectLayers(runtime, open, data, data.split('train'), options);
  expect(found).toMatchObject({ n: 240, sumOk: true });
  const std = data.dataset.standardization!.std;
  expect(found.layers[0]!.mean).toBeCloseTo(-Math.log(std[0]!) - Math.log(std[1]!), 9);
  expect(found.layers[0]!.roundTripError).toBeLessThan(1e-4);
  // Without its noise an integer column would have a smaller variance by 1/12.
  const evaluation = await evaluateRows(runtime, open, data, data.dataset.train, options);
  expect(Math.abs(evaluation.logLikelihood!.mean - found.total.mean)).toBeLessThan(1e-5);
});

test('healthy layers on coordinates of 1e4 are not inexact', async () => {
  const { open, data } = await randomFlow(PLANE, '.', 0.01);
  const values = Float32Array.from({ length: 200 }, (_, i) => 1e4 * Math.cos(i + 1));
  const { standardization } = data.dataset;
  // In the flow's units, the coordinates are about 1e4.
  const scaled = values.map((value, i) => value * standardization!.std[i % 2]!);
  const rows = data.transform.prepare({ count: 100, values: scaled, context: null });
  const found = await inspectLayers(runtime, open, data, rows, options);
  const errors = found.layers.map(({ roundTripError }) => roundTripError);
  expect(Math.max(...errors)).toBeGreaterThan(1e-3);
  for (const { relativeRoundTripError } of found.layers) expect(relativeRoundTripError).toBeLessThan(1e-5);
  expect(inexact(found)).toEqual([]);
});

test('inspection stops between batches when it is aborted', async () => {
  const { open, data } = await randomFlow(PLANE, '.');
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(inspectLayers(runtime, open, data, data.split('train'), { ...options, signal })).rejects.toThrow(
    'enough',
  );
});

test('rows without a finite log q are left out of everything and counted, so that the terms still add up', async () => {
  const { open, data } = await randomFlow(MIXED, '.');
  const { validation } = data.dataset;
  const count = 300;
  const plain = Float32Array.from(validation.values.subarray(0, 2 * count));
  // The first overflows in the base, the second between the layers; the third is far out but finite.
  const far = Float32Array.of(1e30, 0, 3e38, -3e38, 1e8, 0);
  const inspect = (values: Float32Array) => {
    const rows = data.transform.prepare({ count: values.length / 2, values, context: null });
    return inspectLayers(runtime, open, data, rows, options);
  };
  // Batches of other sizes round differently.
  const near = (a: number | null, b: number | null) => a === b || Math.abs(a! - b!) <= 1e-6 * Math.max(1, Math.abs(b!));
  const found = await inspect(Float32Array.of(...far, ...plain));
  const expected = await inspect(Float32Array.of(...far.subarray(4), ...plain));
  const notFinite = { count: 2, negativeInfinity: 2, positiveInfinity: 0, nan: 0 };
  expect(found).toMatchObject({ n: 303, sumOk: true, total: { notFinite }, base: { notFinite } });
  expect(expected.total).not.toHaveProperty('notFinite');
  for (const [l, layer] of found.layers.entries()) {
    expect(layer.notFinite).toEqual(notFinite);
    for (const key of ['mean', 'std', 'p10', 'p50', 'p90', 'cutNll', 'outsideBound', 'roundTripError'] as const) {
      expect(near(layer[key], expected.layers[l]![key]), `${l} ${key}`).toBe(true);
    }
  }
  expect(near(found.gaussianNll, expected.gaussianNll)).toBe(true);
  const sum = found.layers.reduce((total, { mean }) => total + mean, found.base.mean);
  expect(Math.abs(sum - found.total.mean)).toBeLessThanOrEqual(1e-9 * Math.abs(found.total.mean));

  const none = await inspect(far.subarray(0, 4));
  expect(none.total).toMatchObject({ mean: Number.NaN, p50: Number.NaN, notFinite });
  expect(none).toMatchObject({ n: 2, gaussianNll: Number.NaN, sumError: 0 });
  const unknown = await inspect(Float32Array.of(Number.NaN, 0, ...plain));
  expect(unknown).toMatchObject({ n: 301, sumOk: true, total: { notFinite: { count: 1, nan: 1 } } });
});
