import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { baseOfType } from '../../flow/bases/registry.ts';
import { flattenPlan } from '../../flow/flatten-plan.ts';
import { randomStream } from '../../random/random-stream.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { dependentColumns, mismatch } from '../../statistics/findings/sum-findings.ts';
import { Covariance } from '../numerics/covariance.ts';
import { logAbsDeterminant } from '../numerics/matrices.ts';
import { letterTable } from '../testing/letter-table.ts';
import { PLANE, randomFlow } from '../testing/random-flow.ts';
import { inspectBesideTraining } from './compare-training.ts';
import { covarianceKind, lastTermOf } from './last-term.ts';
import { layerStates } from './layer-states.ts';

const runtime = cpuRuntime({ threads: 1 });
const options = { noiseSeed: 3, limit: 4096 };

/** A table of D columns of numbers from `draw`; all of its rows are held out or training rows. */
async function table(rows: number, columns: number, draw: (row: number, column: number) => number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-sum-'));
  const names = Array.from({ length: columns }, (_, d) => `c${d}`);
  const lines = Array.from({ length: rows }, (_, i) => names.map((__, d) => draw(i, d)).join());
  await writeFile(join(folder, 'table.csv'), `${names}\n${lines.join('\n')}\n`);
  return folder;
}

const csv = { source: 'csv', path: 'table.csv', standardize: false, split: { validation: 0.5, test: 0 } };

/** A flow that starts as the identity, without training, on such a table. */
async function identityOn(folder: string, over: object = {}) {
  const { open, data } = await randomFlow({ data: csv, layers: [{ type: 'affine' }], ...over }, folder, 0);
  return inspectBesideTraining(runtime, open, data, 'validation', options);
}

/** KL(N(m, S) ‖ N(μ, diag σ²)), nats; only the variances of S if it is to be diagonal. */
function divergence(rows: Float32Array, size: number, mean: readonly number[], deviation: readonly number[]) {
  const n = rows.length / size;
  const at = (i: number, d: number) => (rows[i * size + d]! - mean[d]!) / deviation[d]!;
  const centers = mean.map((_, d) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += at(i, d) / n;
    return sum;
  });
  const second = Float64Array.from({ length: size * size }, (_, k) => {
    const [a, b] = [Math.floor(k / size), k % size];
    let sum = 0;
    for (let i = 0; i < n; i++) sum += ((at(i, a) - centers[a]!) * (at(i, b) - centers[b]!)) / n;
    return sum;
  });
  const trace = mean.reduce((sum, _, d) => sum + second[d * size + d]!, 0);
  const square = centers.reduce((sum, center) => sum + center ** 2, 0);
  return 0.5 * (trace + square - size - logAbsDeterminant(second));
}

test.each(['normal', 'diagonal-normal'])(
  '%s: the last term is the KL of the fitted Gaussian from the base',
  async (type) => {
    const { open, data } = await randomFlow({ ...PLANE, base: { type } }, '.', 0.3);
    const found = await inspectBesideTraining(runtime, open, data, 'validation', options);
    const index = flattenPlan(open.plan).length - 1;
    for (const [split, sum, nll] of [
      ['validation', found, -found.total.mean],
      ['train', found.training!, found.training!.nll],
    ] as const) {
      const { lastTerm, n, layers, gaussianNll } = sum;
      const { output } = await layerStates(runtime, open, data, data.split(split), {
        index,
        ...options,
        limit: n,
        signal: null,
      });
      const parameter = (name: string, otherwise: number) =>
        [0, 1].map((d) => open.parameters.get(`base.${name}`)?.[d] ?? otherwise);
      const expected = divergence(
        output as Float32Array,
        2,
        parameter('mean', 0),
        parameter('logScale', 0).map(Math.exp),
      );
      expect(lastTerm).toMatchObject({ kind: 'base-mismatch', covariance: 'full' });
      expect(Math.abs(lastTerm.value - expected)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(nll)));
      expect(lastTerm.value).toBeGreaterThanOrEqual(0);
      const gains = layers.reduce((all, { gain }) => all + gain, 0);
      expect(Math.abs(gaussianNll - gains + lastTerm.value - nll)).toBeLessThanOrEqual(
        1e-9 * Math.max(1, Math.abs(nll)),
      );
    }
  },
);

test('held-out and training rows are equally many, and have the same kind of covariance', async () => {
  // 2000 training rows and 500 of each other split; then 100 training rows.
  const wide = await randomFlow(PLANE, '.', 0.1);
  const found = await inspectBesideTraining(runtime, wide.open, wide.data, 'validation', options);
  expect([found.n, found.training!.n]).toEqual([500, 500]);
  expect(found.training!.covariance).toBe(found.covariance);
  const few = await randomFlow({ ...PLANE, data: { ...PLANE.data, samples: 100 } }, '.', 0.1);
  const less = await inspectBesideTraining(runtime, few.open, few.data, 'test', options);
  expect([less.n, less.training!.n]).toEqual([100, 100]);
  expect(less.generalizationGap!.mean).toBeCloseTo(-less.total.mean - less.training!.nll, 12);
  const own = await inspectBesideTraining(runtime, wide.open, wide.data, 'train', options);
  expect(own).not.toHaveProperty('training');
  expect(own.n).toBe(2000);
});

test('covariances are full only where a Gaussian fitted to n rows is nearly right', () => {
  expect(covarianceKind(2, 64)).toBe('full');
  expect(covarianceKind(2, 19)).toBe('diagonal');
  expect(covarianceKind(40, 4096)).toBe('full');
  // 41²/(4·4096) = 0.103
  expect(covarianceKind(41, 4096)).toBe('diagonal');
  expect(covarianceKind(30, 300)).toBe('diagonal');
});

test('a perfect normal latent in 30 dimensions with 300 rows is no mismatch', async () => {
  const random = randomStream(1, 'perfect');
  const found = await identityOn(await table(600, 30, () => random.normal()));
  expect(found).toMatchObject({ n: 300, covariance: 'diagonal', dependentColumns: [] });
  // D/n, with the next order.
  expect(found.lastTerm.expected).toBeCloseTo(0.1, 2);
  expect(Math.abs(found.lastTerm.value - found.lastTerm.expected)).toBeLessThan(0.1);
  expect(mismatch(found, null)).toEqual([]);
});

test('a latent that is not standardized is a mismatch', async () => {
  const random = randomStream(1, 'shifted');
  const found = await identityOn(await table(600, 3, () => 2 + random.normal()));
  expect(found.lastTerm.value).toBeGreaterThan(5);
  expect(mismatch(found, null)).toMatchObject([{ kind: 'mismatch' }]);
});

test('the last term of a logistic base may be negative, as it is where the latents follow it', async () => {
  const random = randomStream(1, 'logistic');
  const draw = () => {
    const u = random.uniform() * (1 - 1e-6) + 5e-7;
    return Math.log(u / (1 - u));
  };
  const found = await identityOn(await table(4000, 3, draw), { base: { type: 'logistic' } });
  expect(found.lastTerm.kind).toBe('base-term');
  expect(found.lastTerm.value).toBeLessThan(0);
  expect(found.lastTerm.expected).toBeCloseTo(3 * (2 - 0.5 * Math.log((2 * Math.PI ** 3 * Math.E) / 3)), 2);
  expect(Math.abs(found.lastTerm.value - found.lastTerm.expected)).toBeLessThan(0.03);
  expect(mismatch(found, null)).toEqual([]);
});

const DRAWS = {
  normal: (random: ReturnType<typeof randomStream>) => random.normal(),
  logistic: (random: ReturnType<typeof randomStream>) => {
    const u = random.uniform() + 2 ** -30;
    return Math.log(u / (1 - u));
  },
};
const LOG_DENSITIES = {
  normal: (z: number) => -0.5 * (z * z + Math.log(2 * Math.PI)),
  logistic: (z: number) => -Math.abs(z) - 2 * Math.log1p(Math.exp(-Math.abs(z))),
};

test.each([
  ['normal', 'full', 3, 20],
  ['normal', 'diagonal', 3, 20],
  ['normal', 'full', 10, 40],
  ['logistic', 'full', 3, 60],
  ['logistic', 'diagonal', 3, 60],
] as const)('the expectation of the last term: %s base, %s covariance, D = %d, n = %d', (type, covariance, d, n) => {
  const random = randomStream(4, 'expected', type);
  const values = Array.from({ length: 1000 }, () => {
    const rows = Float64Array.from({ length: n * d }, () => DRAWS[type](random));
    const fitted = new Covariance(d, covariance === 'diagonal');
    fitted.add(rows, n);
    const nll = -rows.reduce((sum, z) => sum + LOG_DENSITIES[type](z), 0) / n;
    return lastTermOf(
      baseOfType(type).versusNormal,
      { nll, lastCut: fitted.gaussianNll() },
      { dimension: d, rows: n, covariance },
    );
  });
  const mean = values.reduce((sum, { value }) => sum + value / values.length, 0);
  const variance = values.reduce((sum, { value }) => sum + (value - mean) ** 2 / values.length, 0);
  // The correction of a base that is not normal is right up to O(1/n²).
  const order = type === 'normal' ? 0 : (4 * d) / n ** 2;
  expect(Math.abs(mean - values[0]!.expected)).toBeLessThan(4 * Math.sqrt(variance / values.length) + order);
});

test('which last terms are divergences', () => {
  const at = { dimension: 2, rows: 100 } as const;
  const kind = (type: string, covariance: 'full' | 'diagonal') => {
    const term = lastTermOf(baseOfType(type).versusNormal, { nll: 1, lastCut: 0.5 }, { ...at, covariance });
    return [term.kind, Number.isNaN(term.expected)];
  };
  for (const type of ['normal', 'diagonal-normal', 'full-normal', 'conditional-normal']) {
    expect(kind(type, 'full')).toEqual(['base-mismatch', false]);
    expect(kind(type, 'diagonal')).toEqual(['base-mismatch', false]);
  }
  expect(kind('logistic', 'full')).toEqual(['base-term', false]);
  for (const type of ['mixture', 'uniform', 'student-t']) {
    expect(kind(type, 'full')).toEqual(['base-term', true]);
  }
});

test('dependent columns give no figure, but are named', async () => {
  const random = randomStream(1, 'dependent');
  const cells = Array.from({ length: 600 }, () => [random.normal(), random.normal(), 0, random.normal()]);
  for (const row of cells) row[2] = 3 * row[0]! - row[1]! + 1;
  const found = await identityOn(await table(600, 4, (i, d) => cells[i]![d]!));
  expect(found.dependentColumns).toEqual([{ column: 'c2', on: ['c0', 'c1'] }]);
  expect(found.gaussianNll).toBeNaN();
  expect(found.lastTerm.value).toBeNaN();
  expect(dependentColumns(found.dependentColumns)).toEqual([
    { kind: 'dependent-columns', columns: found.dependentColumns },
  ]);
  // With a diagonal covariance there are figures, and the finding.
  const wide = Array.from({ length: 120 }, () => Array.from({ length: 20 }, () => random.normal()));
  for (const row of wide) row[19] = row[4]!;
  const narrow = await identityOn(await table(120, 20, (i, d) => wide[i]![d]!));
  expect(narrow).toMatchObject({ covariance: 'diagonal', dependentColumns: [{ column: 'c19', on: ['c4'] }] });
  expect(narrow.gaussianNll).toBeGreaterThan(0);
});

test('dequantized tables with context add up, too', async () => {
  const { open, data } = await randomFlow(letterTable.spec, await letterTable.folder());
  const found = await inspectBesideTraining(runtime, open, data, 'validation', options);
  const gains = found.layers.reduce((all, { gain }) => all + gain, 0);
  expect(Math.abs(found.gaussianNll - gains + found.lastTerm.value + found.total.mean)).toBeLessThan(1e-9);
  expect(found.contextSize).toBeGreaterThan(0);
});
