import { expect, test } from 'vitest';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { letterTable } from '../testing/letter-table.ts';
import { PLANE, randomFlow } from '../testing/random-flow.ts';
import { baselinesOf } from './baselines.ts';
import { calibrationOf } from './calibration.ts';
import { evaluateEachRow, evaluateRows } from './evaluate-rows.ts';
import { logDensityOf } from './log-density.ts';

const runtime = cpuRuntime({ threads: 1 });
const options = { noiseSeed: 3 };

test('the identity has the density of its base: figures of a split are those of N(0, 1) on standardized rows', async () => {
  const identity = { ...PLANE, layers: [{ type: 'actnorm' }] };
  const { open, data } = await randomFlow(identity, '.', 0);
  const rows = data.dataset.test;
  const found = await evaluateRows(runtime, open, data, rows, options);
  const { mean, std } = data.dataset.standardization!;
  const expected = Array.from({ length: rows.count }, (_, i) =>
    [0, 1].reduce((sum, d) => {
      const z = (rows.values[2 * i + d]! - mean[d]!) / std[d]!;
      return sum - 0.5 * z * z - 0.5 * Math.log(2 * Math.PI) - Math.log(std[d]!);
    }, 0),
  );
  const average = expected.reduce((sum, value) => sum + value / rows.count, 0);
  expect(found).toMatchObject({ n: 500, unit: 'nats', bitsPerDim: null });
  expect(Math.abs(found.logLikelihood!.mean - average)).toBeLessThan(1e-5);
  const ordered = expected.toSorted((a, b) => a - b);
  expect(found.logLikelihood!.median).toBeCloseTo((ordered[249]! + ordered[250]!) / 2, 5);
  const variance = expected.reduce((sum, value) => sum + (value - average) ** 2 / 499, 0);
  expect(found.logLikelihood!.se).toBeCloseTo(Math.sqrt(variance / 500), 6);

  const truth = data.dataset.density!.logProb(Float64Array.from(rows.values));
  expect(found.gap!.mean).toBeCloseTo(
    truth.reduce((sum, p, i) => sum + (p - expected[i]!) / 500, 0),
    5,
  );
  expect(found.gap!.se).toBeLessThan(found.gap!.mean / 5);
  expect(found.floor!.nll).toBe(data.dataset.density!.floor);

  expect(found.leastLikely).toHaveLength(20);
  for (const [i, { row, logLikelihood }] of found.leastLikely.entries()) {
    expect(logLikelihood).toBeCloseTo(ordered[i]!, 4);
    expect(logLikelihood).toBeCloseTo(expected[row]!, 4);
  }
});

test('rows without a finite density come first among the least likely', async () => {
  const { open, data } = await randomFlow(PLANE, '.');
  const values = Float32Array.from(data.dataset.test.values);
  values[2 * 7] = Number.NaN;
  const found = await evaluateRows(runtime, open, data, { ...data.dataset.test, values }, options);
  expect(found.leastLikely[0]!.row).toBe(7);
  expect(found.logLikelihood).toMatchObject({
    notFinite: { count: 1, nan: 1, negativeInfinity: 0, positiveInfinity: 0 },
  });
  expect(found.n).toBe(500);
  // Every figure is over the other rows.
  const others = (array: Float32Array | Float64Array | Uint8Array) => array.filter((_, i) => Math.floor(i / 2) !== 7);
  const rest = await evaluateRows(runtime, open, data, { count: 499, values: others(values), context: null }, options);
  expect(rest.logLikelihood).not.toHaveProperty('notFinite');
  const { notFinite: _, ...figures } = found.logLikelihood!;
  for (const key of ['mean', 'se', 'median'] as const) expect(figures[key]).toBeCloseTo(rest.logLikelihood![key], 9);
  expect(found.gap).toMatchObject({ notFinite: { count: 1 } });
  expect(found.gap!.mean).toBeCloseTo(rest.gap!.mean, 9);
  expect(found.leastLikely[1]!.logLikelihood).toBeLessThan(found.leastLikely[19]!.logLikelihood);
});

test('rows without any weight have no likelihood, no baselines and no ranks', async () => {
  const { open, data } = await randomFlow({ ...PLANE, layers: [{ type: 'actnorm' }] }, '.', 0);
  const weights = new Float64Array(data.dataset.test.count);
  const none = { ...data, dataset: { ...data.dataset, test: { ...data.dataset.test, weights } } };
  const found = await evaluateEachRow(runtime, open, none, none.dataset.test, options);
  expect(found.evaluation).toMatchObject({ logLikelihood: null, reason: 'all of these rows have the weight 0' });
  expect(found.evaluation.leastLikely).toHaveLength(20);
  const of = { split: 'test', noiseSeed: 3, samples: 50 } as const;
  expect(await baselinesOf(open, none, found.logDensity, of)).toBeNull();
  expect(await calibrationOf(runtime, open, none, found.logDensity, of)).toBeNull();
});

test('noise of dequantization comes from the seed; tables have no floor', async () => {
  const { open, data } = await randomFlow(letterTable.spec, await letterTable.folder());
  const rows = data.split('train');
  const [a, again, b] = [
    await logDensityOf(runtime, open, data, rows, { noiseSeed: 1 }),
    await logDensityOf(runtime, open, data, rows, { noiseSeed: 1 }),
    await logDensityOf(runtime, open, data, rows, { noiseSeed: 2 }),
  ];
  expect(again).toEqual(a);
  expect(b).not.toEqual(a);
  const found = await evaluateRows(runtime, open, data, data.dataset.train, { noiseSeed: 1 });
  expect(found).toMatchObject({ n: rows.count, floor: null, gap: null, bitsPerDim: null });
  await expect(
    logDensityOf(runtime, open, data, rows, { noiseSeed: 1, signal: AbortSignal.abort(new Error('enough')) }),
  ).rejects.toThrow('enough');
});
