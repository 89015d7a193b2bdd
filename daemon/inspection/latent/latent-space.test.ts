import { expect, test } from 'vitest';
import { latentScores } from '../../flow/latent-base.ts';
import { randomStream } from '../../random/random-stream.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { logNormalCdf } from '../../statistics/normal-distribution.ts';
import { decodeToFlowUnits } from '../points/decode-latents.ts';
import { inverseDeviations, latentInfluence } from '../points/influence.ts';
import { letterTable } from '../testing/letter-table.ts';
import { PLANE, randomFlow } from '../testing/random-flow.ts';
import { interpolate } from './interpolate.ts';
import { planeGrid } from './plane-grid.ts';
import { principalDirections } from './principal-directions.ts';
import { traverse } from './traverse.ts';

const runtime = cpuRuntime({ threads: 1 });

test('scores of logistic and uniform bases are normal quantiles', async () => {
  // Φ(1) = 0.8413447460685429, Φ(−3) = 0.0013498980316300946, Φ(−10) = 7.61985302416053e-24.
  expect(Math.exp(logNormalCdf(1))).toBeCloseTo(0.8413447460685429, 14);
  expect(Math.exp(logNormalCdf(-3)) / 0.0013498980316300946).toBeCloseTo(1, 12);
  expect(Math.exp(logNormalCdf(-10)) / 7.61985302416053e-24).toBeCloseTo(1, 12);
  const plan = { base: { type: 'logistic', config: {}, shape: [2] }, layers: [] } as never;
  const logistic = latentScores(plan, () => [])!;
  expect(logistic.fromScore(1, 0)).toBeCloseTo(Math.log(0.8413447460685429 / (1 - 0.8413447460685429)), 12);
  for (const z of [-30, -3, -0.1, 0, 0.1, 3, 30]) {
    expect(logistic.fromScore(logistic.toScore(z, 0), 0)).toBeCloseTo(z, 9);
  }
  const uniform = latentScores(
    { base: { type: 'uniform', config: { low: -1, high: 3 }, shape: [2] }, layers: [] } as never,
    () => [],
  )!;
  expect(uniform.fromScore(0, 0)).toBeCloseTo(1, 12);
  expect(uniform.fromScore(uniform.toScore(2.5, 0), 0)).toBeCloseTo(2.5, 9);
});

test('principal directions of a known covariance', () => {
  const random = randomStream(0, 'pca');
  const dimension = 200;
  const rows = 3000;
  const values = new Float32Array(rows * dimension);
  for (let i = 0; i < values.length; i++) {
    const d = i % dimension;
    values[i] = random.normal() * (d === 7 ? 4 : d === 11 ? 3 : 1) + 10;
  }
  const found = principalDirections(values, dimension, 3);
  expect(Math.abs(found[0]!.vector[7]!)).toBeGreaterThan(0.99);
  expect(Math.abs(found[1]!.vector[11]!)).toBeGreaterThan(0.98);
  expect(found[0]!.variance).toBeCloseTo(16, -0.5);
  expect(found[1]!.variance).toBeCloseTo(9, -0.5);
  expect(Math.hypot(...found[2]!.vector)).toBeCloseTo(1, 10);
  // Exactly isotropic rows: any orthogonal pair is correct, but none may be missing.
  const cross = principalDirections([1, 0, -1, 0, 0, 1, 0, -1], 2, 2);
  expect(cross.map(({ variance }) => variance)).toEqual([expect.closeTo(0.5, 12), expect.closeTo(0.5, 12)]);
});

test('influence is the column norm of the inverse Jacobian, against differences', async () => {
  const { open } = await randomFlow(PLANE, '.', 0.1);
  const count = 20;
  const random = randomStream(4, 'points');
  const values = Float32Array.from({ length: 2 * count }, () => random.normal());
  const { values: influence, method } = await latentInfluence(
    runtime,
    open,
    { values, count, context: null },
    Float64Array.of(2, 0.5),
    0,
  );
  expect(method).toBe('full');
  const h = 1e-2;
  for (let d = 0; d < 2; d++) {
    const moved = (sign: number) =>
      decodeToFlowUnits(runtime, open, {
        values: values.map((z, i) => (i % 2 === d ? z + sign * h : z)),
        count,
        context: null,
      });
    const [up, down] = [await moved(1), await moved(-1)];
    let expected = 0;
    for (let row = 0; row < count; row++) {
      const along = (i: number) => (up[2 * row + i]! - down[2 * row + i]!) / (2 * h);
      expected += Math.hypot(2 * along(0), 0.5 * along(1)) / count;
    }
    // Allows for kinks of the conditioner's ReLU within ±h, and for float32 differences.
    expect(Math.abs(influence[d]! - expected)).toBeLessThan(0.02 * expected);
  }
});

test('a traversal along one direction is that of its label, whatever its rank', async () => {
  const { open, data } = await randomFlow(letterTable.spec, await letterTable.folder());
  const along = (label: string | null) =>
    traverse(runtime, open, data, {
      kinds: ['dimension', 'principal', 'class'],
      perKind: 1,
      level: null,
      along: label,
      columns: 3,
      extent: 2,
      split: 'validation',
      start: 'centre',
      context: null,
      seed: 0,
    });
  const first = await along(null);
  expect(first.directions).toHaveLength(3);
  for (const label of ['z0', 'z1', 'PC 1', 'PC 2']) {
    expect((await along(label)).directions.map((found) => found.label)).toEqual([label]);
  }
  const { label } = first.directions[1]!;
  expect((await along(label)).values).toEqual(first.values.subarray(6, 12));
  await expect(along('z7')).rejects.toMatchObject({ code: 'wrong-value', exitCode: 2 });
});

test('a traversal passes its start in the middle column', async () => {
  const { open, data } = await randomFlow(letterTable.spec, await letterTable.folder());
  const result = await traverse(runtime, open, data, {
    kinds: ['dimension', 'principal', 'class'],
    perKind: 2,
    level: null,
    columns: 7,
    extent: 3,
    split: 'validation',
    start: 4,
    context: null,
    seed: 0,
  });
  expect(result.sigmas).toEqual([-3, -2, -1, 0, 1, 2, 3]);
  expect(result.directions.map(({ label }) => label)).toEqual([
    expect.stringMatching(/^z[01]$/),
    expect.stringMatching(/^z[01]$/),
    'PC 1',
    'PC 2',
    'letter=A',
    'letter=B',
  ]);
  expect(result.directions[0]!.weight).toBeGreaterThanOrEqual(result.directions[1]!.weight);
  expect(result.values.length).toBe(6 * 7 * 2);
  const start = data.dataset.validation.values.subarray(8, 10);
  for (let row = 0; row < 6; row++) {
    const middle = result.values.subarray((row * 7 + 3) * 2, (row * 7 + 4) * 2);
    expect(Math.abs(middle[0]! - start[0]!)).toBeLessThanOrEqual(1);
    expect(middle[1]).toBeCloseTo(start[1]!, 3);
  }
});

test('interpolations begin and end at their rows', async () => {
  const { open, data } = await randomFlow(PLANE, '.');
  for (const path of ['spherical', 'linear'] as const) {
    const { values, positions } = await interpolate(runtime, open, data, {
      split: 'test',
      from: 3,
      to: 9,
      columns: 5,
      path,
      seed: 0,
    });
    expect(positions).toEqual([0, 0.25, 0.5, 0.75, 1]);
    const rows = data.dataset.test.values;
    for (let d = 0; d < 2; d++) {
      expect(values[d]).toBeCloseTo(rows[6 + d]!, 3);
      expect(values[8 + d]).toBeCloseTo(rows[18 + d]!, 3);
    }
  }
  const beyond = { split: 'test', from: 0, to: 500, columns: 5, path: 'linear', seed: 0 } as const;
  await expect(interpolate(runtime, open, data, beyond)).rejects.toThrow('0 … 499');
});

test('influence scale: deviations of the columns', async () => {
  const { data } = await randomFlow(PLANE, '.');
  const scale = inverseDeviations(data.dataset, data.split('train'));
  for (const value of scale) expect(value).toBeCloseTo(1, 3);
});

test('the rows beside a warped grid are in data units, too', async () => {
  const { open, data } = await randomFlow(PLANE, '.');
  const options = { lines: 3, points: 5, rows: 20, noiseSeed: 0, signal: null };
  const grid = await planeGrid(runtime, open, data, data.split('validation'), options);
  expect(grid.dataRows).toHaveLength(40);
  for (const [i, value] of grid.dataRows.entries()) expect(value).toBeCloseTo(data.dataset.validation.values[i]!, 4);
  // The flow's units are standardized.
  const differences = Array.from(grid.dataRows, (value, i) => Math.abs(value - grid.rows[i]!));
  expect(Math.max(...differences)).toBeGreaterThan(0.1);
});
