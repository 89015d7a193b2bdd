import { expect, test } from 'vitest';
import { modeCoverage } from '../../../statistics/yardsticks/mode-coverage.ts';
import type { Dataset } from '../../definition.ts';
import { sourceDefinitions } from '../registry.ts';

const ACCESS = { folder: '/', trusted: true };

/** Entropy floors of the literature's definitions, by an independent quadrature (see docs), and a box with all mass. */
const TOYS: readonly [type: string, config: object, floor: number, reach: number][] = [
  ['two-moons', {}, 1.0076, 3.2],
  ['two-moons', { noise: 0.05 }, 0.2892, 3],
  ['two-moons', { noise: 0.2 }, 1.6775, 4],
  ['eight-gaussians', {}, 2.8319, 6],
  ['checkerboard', {}, 3.4657, 5],
  ['circles', {}, 3.2681, 5],
  ['rings', {}, 2.6232, 3.8],
  ['swiss-roll', {}, 2.6696, 4.6],
  ['pinwheel', {}, 2.3178, 5.5],
  ['two-spirals', {}, 2.6455, 4.4],
];

async function load(type: string, config: object, seed = 0): Promise<Dataset> {
  const source = sourceDefinitions.find((definition) => definition.type === type)!;
  return source.load!({ ...source.schema.parse(config), seed, limit: null }, ACCESS);
}

function densityOf(dataset: Dataset) {
  if (dataset.density === null) throw new Error('a toy has a density');
  return dataset.density;
}

test.each(TOYS)('%s %j: floor to four decimals', async (type, config, floor) => {
  // The table is rounded: allow half a unit of its last digit, and 1e-6 for the quadrature.
  expect(Math.abs(densityOf(await load(type, config)).floor - floor)).toBeLessThan(0.5e-4 + 1e-6);
});

test('floors with little noise: on a curve of length L, h = ln L + ½ ln(2πe σ²) as σ → 0', async () => {
  // Two arcs of length π; the crossings and ends change it by O(σ).
  const { floor } = densityOf(await load('two-moons', { noise: 0.01 }));
  expect(Math.abs(floor - (Math.log(2 * Math.PI) + 0.5 * Math.log(2 * Math.PI * Math.E * 1e-4)))).toBeLessThan(0.02);
});

test.each(TOYS)('%s %j: far away the density is small and ordered', async (type, config) => {
  const density = densityOf(await load(type, config));
  const far = [30, 1e3, 1e6, 1e12, 1e30];
  const values = far.map((distance) => density.logProb(Float64Array.of(distance, 0.5 * distance))[0]!);
  for (const [i, value] of values.entries()) {
    expect(value).not.toBeNaN();
    expect(value).toBeLessThanOrEqual(i === 0 ? -100 : values[i - 1]!);
  }
});

test.each(TOYS)('%s %j: mass 1, and the points lie where the density says', async (type, config, _, reach) => {
  const dataset = await load(type, { ...config, evaluationSamples: 40_000 });
  // Coarse cells of the histogram, each integrated on midpoints fine enough for the smallest noise.
  const cells = 20;
  const fine = Math.ceil((2 * reach) / cells / ('noise' in config ? 0.05 : 0.1));
  const side = cells * fine;
  const step = (2 * reach) / side;
  const points = new Float64Array(2 * side);
  const mass = new Float64Array(cells * cells);
  for (let j = 0; j < side; j++) {
    for (let i = 0; i < side; i++) {
      points[2 * i] = -reach + (i + 0.5) * step;
      points[2 * i + 1] = -reach + (j + 0.5) * step;
    }
    for (const [i, value] of densityOf(dataset).logProb(points).entries()) {
      mass[Math.floor(j / fine) * cells + Math.floor(i / fine)]! += Math.exp(value) * step * step;
    }
  }
  // The checkerboard's edges are not on the edges of these cells in general, so the midpoint rule is only first order.
  const tolerance = type === 'checkerboard' ? 0.02 : 1e-4;
  expect(Math.abs(mass.reduce((a, b) => a + b) - 1)).toBeLessThan(tolerance);
  const counts = new Float64Array(cells * cells);
  const { values, count } = dataset.test;
  for (let r = 0; r < count; r++) {
    const i = Math.floor(((values[2 * r]! + reach) / (2 * reach)) * cells);
    const j = Math.floor(((values[2 * r + 1]! + reach) / (2 * reach)) * cells);
    if (i >= 0 && j >= 0 && i < cells && j < cells) counts[j * cells + i]!++;
  }
  let chiSquare = 0;
  let degrees = 0;
  for (const [cell, p] of mass.entries()) {
    if (p * count < 10) {
      expect(counts[cell]).toBeLessThan(p * count + 6 * Math.sqrt(p * count) + 6);
      continue;
    }
    chiSquare += (counts[cell]! - p * count) ** 2 / (p * count);
    degrees++;
  }
  expect(degrees).toBeGreaterThan(20);
  // Five standard deviations of the χ² distribution.
  expect(chiSquare).toBeLessThan(degrees + 5 * Math.sqrt(2 * degrees));
});

test.each(TOYS)(
  '%s %j: mean −log p of fresh points lies within 4 standard errors of the floor',
  async (type, config) => {
    const dataset = await load(type, { ...config, samples: 100 }, 11);
    const density = densityOf(dataset);
    const values = density.logProb(Float64Array.from(dataset.validation.values));
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
    // 1e-12: the checkerboard's density is constant.
    expect(Math.abs(mean + density.floor)).toBeLessThan(4 * Math.sqrt(variance / values.length) + 1e-12);
  },
);

test('the tails are exact: two-moons 60 deviations away, against a fine midpoint rule', async () => {
  const density = densityOf(await load('two-moons', {}));
  const [x, y] = [-5, 4];
  const exponents: number[] = [];
  const n = 400_000;
  for (let i = 0; i < n; i++) {
    const t = (Math.PI * (i + 0.5)) / n;
    exponents.push(((x - Math.cos(t)) ** 2 + (y - Math.sin(t)) ** 2) / -0.02);
    exponents.push(((x - 1 + Math.cos(t)) ** 2 + (y - 0.5 + Math.sin(t)) ** 2) / -0.02);
  }
  const largest = exponents.reduce((a, b) => Math.max(a, b));
  const sum = exponents.reduce((total, v) => total + Math.exp(v - largest), 0);
  const expected = largest + Math.log(sum / (2 * n * 2 * Math.PI * 0.01));
  expect(expected).toBeLessThan(-1000);
  expect(density.logProb(Float64Array.of(x, y))[0]).toBeCloseTo(expected, 7);
});

test.each(TOYS.filter(([type]) => type !== 'checkerboard'))(
  '%s %j: finite far away, and falling',
  async (type, config) => {
    const values = densityOf(await load(type, config)).logProb(Float64Array.of(6, 7, 20, 30, 1e3, -1e3, 1e6, 1e6));
    for (const value of values) expect(Number.isFinite(value)).toBe(true);
    expect([...values].sort((a, b) => b - a)).toEqual([...values]);
  },
);

test.each([
  ['pinwheel', { rate: 1 }],
  ['pinwheel', { arms: 8, tangentialStd: 0.2 }],
  ['rings', { noise: 0.5 }],
  ['two-spirals', { noise: 0.4 }],
  ['eight-gaussians', { noise: 1.5 }],
])('%s %j: the floor of changed parameters is the mean over points', async (type, config) => {
  const dataset = await load(type, { ...config, evaluationSamples: 8000 }, 3);
  const values = densityOf(dataset).logProb(Float64Array.from(dataset.test.values));
  const mean = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean + densityOf(dataset).floor)).toBeLessThan(4 * Math.sqrt(variance / values.length));
});

test('pinwheel with bent, overlapping arms and other parameters still has mass 1', async () => {
  const density = densityOf(await load('pinwheel', { arms: 3, radialStd: 0.2, tangentialStd: 0.2, rate: 0.4 }));
  const step = 0.08;
  const points: number[] = [];
  for (let x = -6; x < 6; x += step) for (let y = -6; y < 6; y += step) points.push(x + step / 2, y + step / 2);
  const mass = density.logProb(Float64Array.from(points)).reduce((sum, v) => sum + Math.exp(v), 0) * step * step;
  expect(Math.abs(mass - 1)).toBeLessThan(2e-3);
});

test('splits come from sub-seeds of their own', async () => {
  const a = await load('two-moons', { samples: 500 });
  const b = await load('two-moons', { samples: 100 });
  expect([...b.train.values]).toEqual([...a.train.values.subarray(0, 200)]);
  expect([...b.test.values]).toEqual([...a.test.values]);
  expect([...a.test.values.subarray(0, 10)]).not.toEqual([...a.validation.values.subarray(0, 10)]);
  expect((await load('two-moons', { samples: 100 }, 1)).train.values).not.toEqual(b.train.values);
  expect(a.fingerprint).not.toBe(b.fingerprint);
  expect((await load('two-moons', { samples: 500 })).fingerprint).toBe(a.fingerprint);
});

test('standardize fits the training points and leaves the values in data units', async () => {
  const plain = await load('circles', {});
  const standardized = await load('circles', { standardize: true });
  expect(plain.standardization).toBeNull();
  expect(standardized.train.values).toEqual(plain.train.values);
  // Both coordinates have variance (1.5² + 3²)/4 + σ²; four standard errors of a standard deviation.
  const deviation = Math.sqrt(11.25 / 4 + 0.24 ** 2);
  for (const std of standardized.standardization!.std) expect(Math.abs(std - deviation)).toBeLessThan(0.04);
});

test('modes are where the points are, and known only while they are apart', async () => {
  const { modes, test: points } = await load('eight-gaussians', { noise: 0.3 });
  const coverage = modeCoverage.compute(Float64Array.from(points.values), modes!)!;
  expect(coverage).toMatchObject({ covered: 8, of: 8, rows: 10_000 });
  // 3.4 of 10 000 are expected farther away than 4σ, within five standard deviations.
  expect((1 - coverage.nearShare) * 10_000).toBeLessThan(3.4 + 5 * Math.sqrt(3.4));
  for (const count of coverage.counts) expect(Math.abs(count - 1250)).toBeLessThan(5 * Math.sqrt(1250));
  // Neighbors are 2.165 apart.
  expect((await load('eight-gaussians', { noise: 0.541 })).modes).toBeDefined();
  expect((await load('eight-gaussians', { noise: 0.542 })).modes).toBeUndefined();
  expect((await load('two-moons', {})).modes).toBeUndefined();
});
