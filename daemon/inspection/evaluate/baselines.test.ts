import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { effectiveSampleSize } from '../../statistics/mean-and-error.ts';
import { randomFlow } from '../testing/random-flow.ts';
import { inUnitVariance, noisyRows } from './baseline-rows.ts';
import { baselinesOf } from './baselines.ts';
import { evaluateEachRow } from './evaluate-rows.ts';

const runtime = cpuRuntime({ threads: 1 });
const noiseSeed = 3;

/** A column of integers, one that depends on it, and a label that shifts both. */
async function table(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-baselines-'));
  const random = randomStream(2, 'table');
  const lines = Array.from({ length: 400 }, (_, i) => {
    const n = Math.round(3 * random.normal()) + (i % 2) * 9;
    return [
      n,
      (0.3 * n + random.normal()).toFixed(4),
      i % 2 === 0 ? 'a' : 'b',
      random.normal().toFixed(4),
      i % 2,
      (0.1 + random.uniform() * (i % 5)).toFixed(3),
    ].join();
  });
  await writeFile(join(folder, 'table.csv'), `n,x,kind,c,w,c2\n${lines.join('\n')}\n`);
  return folder;
}

async function identity(data: object, columns: readonly unknown[] = ['n', 'x']) {
  const spec = {
    data: { source: 'csv', path: 'table.csv', columns, dequantize: true, ...data },
    layers: [{ type: 'actnorm' }],
  };
  return randomFlow(spec, await table(), 0);
}

test.each([
  ['standardized', ['n', 'x']],
  [
    'bounds and a transform',
    [
      { name: 'n', bounds: [-40, null] },
      { name: 'x', transform: 'asinh' },
    ],
  ],
])('rows are in the units and have the noise in which the model gets them: %s', async (_, columns) => {
  const { open, data } = await identity({}, columns);
  const { logDensity } = await evaluateEachRow(runtime, open, data, data.dataset.test, { noiseSeed });
  const chosen = Uint32Array.of(0, 7, 39);
  const rows = noisyRows(open, data, data.split('test'), chosen, noiseSeed);
  for (const [i, row] of chosen.entries()) {
    const [a, b] = rows.points.values.subarray(2 * i, 2 * i + 2);
    const expected = -0.5 * (a! * a! + b! * b!) - Math.log(2 * Math.PI) + rows.logDets[i]!;
    expect(expected).toBeCloseTo(logDensity![row]!, 5);
  }
  const [scaled] = inUnitVariance([rows]);
  const change = scaled!.logDets[0]! - rows.logDets[0]!;
  const at = (of: typeof rows, i: number) => of.points.values[2 * i]!;
  expect((at(scaled!, 0) - at(scaled!, 1)) / (at(rows, 0) - at(rows, 1))).toBeGreaterThan(0);
  expect(Number.isFinite(change)).toBe(true);
});

test('the Gaussian of correlated columns exceeds a model of independent ones by what the correlation tells', async () => {
  const { open, data } = await identity({});
  const { logDensity, evaluation } = await evaluateEachRow(runtime, open, data, data.dataset.train, { noiseSeed });
  const [gaussian, mixture, kernel] = (await baselinesOf(open, data, logDensity, { split: 'train', noiseSeed }))!;
  const { mean } = evaluation.logLikelihood!;
  for (const each of [gaussian!, mixture!, kernel!]) {
    expect(each.difference!.mean).toBeCloseTo(mean - each.logLikelihood!.mean, 9);
    expect(each).toMatchObject({ rows: 320, trainingRows: 320 });
  }
  // ½ ln(1 − r²), where r² = 1 − 1/3.6.
  expect(gaussian!.difference!.mean).toBeCloseTo(0.5 * Math.log(1 / 3.6), 1);
  // The two kinds of rows are two clusters.
  expect(mixture!.components).toBeGreaterThan(1);
  expect(mixture!.logLikelihood!.mean).toBeGreaterThan(gaussian!.logLikelihood!.mean);
  expect(kernel!.bandwidth).toBeLessThanOrEqual(1);
  expect(mixture!.chosenBy).toBe('validation');
});

test('each label has its density; of a number, the mean depends on it', async () => {
  const given = async (context: string[], columns?: string[]) => {
    const { open, data } = await identity({ context }, columns);
    return (await baselinesOf(open, data, null, { split: 'train', noiseSeed }))![0]!;
  };
  const [none, kind, x] = [await given([]), await given(['kind']), await given(['x'], ['n'])];
  expect([none.given, kind.given, x.given]).toEqual([undefined, 'class', 'linear']);
  expect(none).not.toHaveProperty('difference');
  expect(kind.logLikelihood!.mean).toBeGreaterThan(none.logLikelihood!.mean + 0.3);
  // Without a context n alone has at least the entropy of a uniform number on [0, 9).
  expect(x.logLikelihood!.mean).toBeGreaterThan((await given([], ['n'])).logLikelihood!.mean + 0.5);
});

test('the Gaussian of rows with weights is that of greatest weighted likelihood, exactly', async () => {
  const { open, data } = await identity({ weight: 'c2', dequantize: false });
  const [gaussian] = (await baselinesOf(open, data, null, { split: 'train', noiseSeed }))!;
  const { values, weights, count } = data.dataset.train;
  const total = weights!.reduce((sum, weight) => sum + weight, 0);
  const mean = (of: (row: number) => number) =>
    Array.from({ length: count }, (_, row) => (weights![row]! / total) * of(row)).reduce(
      (sum, value) => sum + value,
      0,
    );
  const at = (row: number, d: number) => values[2 * row + d]!;
  const [a, b] = [mean((row) => at(row, 0)), mean((row) => at(row, 1))];
  const covariance = mean((row) => (at(row, 0) - a) * (at(row, 1) - b));
  const determinant = mean((row) => (at(row, 0) - a) ** 2) * mean((row) => (at(row, 1) - b) ** 2) - covariance ** 2;
  expect(gaussian!.logLikelihood!.mean).toBeCloseTo(-1 - Math.log(2 * Math.PI) - 0.5 * Math.log(determinant), 5);
  expect(gaussian!.effectiveTrainingRows).toBeCloseTo(effectiveSampleSize(weights!), 6);
});

test('weights count as repeated rows', async () => {
  const given = async (data: object) => {
    const { open, data: opened } = await identity(data);
    return (await baselinesOf(open, opened, null, { split: 'train', noiseSeed }))!;
  };
  const [all, weighted] = [await given({}), await given({ weight: 'w' })];
  // Only rows of one kind count: there is one cluster, and less to spread over.
  for (const i of [0, 2]) {
    expect(weighted[i]!.logLikelihood!.mean).toBeGreaterThan(all[i]!.logLikelihood!.mean + 0.3);
  }
  expect(weighted[1]!.components).toBeLessThan(all[1]!.components!);
});

test('without validation rows, training rows that are held out choose', async () => {
  const { open, data } = await identity({ weight: 'w', split: { validation: 0, test: 0.2 } });
  const [, mixture, kernel] = (await baselinesOf(open, data, null, { split: 'test', noiseSeed }))!;
  expect(kernel!.chosenBy).toBe('training');
  // A copy of a row among the kernels would choose the narrowest.
  expect(kernel!.bandwidth).toBeGreaterThanOrEqual(0.5);
  expect(mixture!.components).toBeLessThanOrEqual(4);
});

test('it says why there is none, chooses by training rows without validation, and ends when it is cancelled', async () => {
  const folder = await table();
  await writeFile(
    join(folder, 'table.csv'),
    `${'abcdef'.split('').join()}\n${Array.from({ length: 60 }, (_, i) =>
      Array.from({ length: 6 }, (__, j) =>
        (j < 5 ? Math.sin(i * (j + 2.1)) : 2 * Math.sin(i * 2.1)).toFixed(12),
      ).join(),
    ).join('\n')}\n`,
  );
  const layers = [{ type: 'actnorm' }];
  const data = { source: 'csv', path: 'table.csv', split: { validation: 0, test: 0.2 } };
  const wide = await randomFlow({ data, layers }, folder, 0);
  const options = { split: 'test', noiseSeed } as const;
  const [gaussian, , kernel] = (await baselinesOf(wide.open, wide.data, null, options))!;
  expect(gaussian).toMatchObject({ logLikelihood: null, reason: expect.stringContaining('depend linearly on others') });
  expect(kernel!.reason).toContain('at most 5 columns');
  const narrow = await randomFlow({ data: { ...data, columns: ['a', 'b'] }, layers }, folder, 0);
  expect((await baselinesOf(narrow.open, narrow.data, null, options))![2]!.chosenBy).toBe('training');
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(baselinesOf(narrow.open, narrow.data, null, { ...options, signal })).rejects.toThrow('enough');
});
