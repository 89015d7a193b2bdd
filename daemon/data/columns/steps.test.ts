import { describe, expect, test } from 'vitest';
import { evaluate } from '../../tensor/evaluate.ts';
import { input } from '../../tensor/ops/leaf.ts';
import { backThroughChain, type Chain, stageLogDets, throughChain } from './chain.ts';
import type { ColumnRequest, Standardize } from './column-keys.ts';
import { enterBatch, enteredLogDet, leaveBatch } from './enter.ts';
import { fitChain } from './fit-chain.ts';
import { quantilesOf } from './location-scale.ts';
import { STEPS } from './registry.ts';

/** Deterministic, spread over (0, 1). */
const shares = Float64Array.from({ length: 400 }, (_, i) => (((i + 1) * 0.6180339887) % 1) * 0.998 + 0.001);

interface Case {
  readonly name: string;
  readonly values: Float64Array;
  readonly request: ColumnRequest;
  readonly standardize: Standardize;
  readonly noise?: number;
  readonly types: readonly string[];
}

const positive = shares.map((u) => 1000 * -Math.log(u));
const heavy = shares.map((u) => 100 + 5 * Math.tan(Math.PI * (u - 0.5)));

const CASES: readonly Case[] = [
  {
    name: 'both bounds',
    values: shares.map((u) => 5 - 3 * u),
    request: { bounds: [2, 5] },
    standardize: true,
    types: ['interval', 'shift-scale'],
  },
  { name: 'low bound', values: positive, request: { bounds: [0, null] }, standardize: false, types: ['half-line'] },
  {
    name: 'high bound',
    values: positive.map((x) => 7 - x),
    request: { bounds: [null, 7] },
    standardize: 'robust',
    types: ['half-line', 'shift-scale'],
  },
  {
    name: 'angles that are rare at 0',
    values: shares.map((u) => 360 * (0.2 + 0.6 * u)),
    request: { period: 360 },
    standardize: true,
    types: ['circle', 'shift-scale'],
  },
  { name: 'log', values: positive, request: { transform: 'log' }, standardize: true, types: ['log', 'shift-scale'] },
  { name: 'asinh', values: heavy, request: { transform: 'asinh' }, standardize: false, types: ['asinh'] },
  { name: 'quantile', values: heavy, request: {}, standardize: 'quantile', types: ['quantile'] },
  {
    name: 'quantile of tied whole numbers with noise',
    values: shares.map((u) => Math.max(0, Math.floor(6 * u) - 2)),
    request: {},
    standardize: 'quantile',
    noise: 1,
    types: ['quantile'],
  },
  {
    name: 'all three',
    values: positive,
    request: { bounds: [0, 1e5], transform: 'asinh' },
    standardize: 'quantile',
    types: ['interval', 'asinh', 'quantile'],
  },
];

const plain = (values: Float64Array) => ({ values, weights: null });

const chainOf = ({ values, request, standardize, noise = 0 }: Case): Chain =>
  fitChain({ values, weights: null }, { ...request, standardize, noise })!;

test('there is a case for each step', () => {
  expect(new Set(CASES.flatMap(({ types }) => types))).toEqual(new Set(STEPS.map(({ type }) => type)));
});

describe.each(CASES)('$name', (own) => {
  const chain = chainOf(own);
  // Between the rows that the steps were fitted to.
  const sorted = own.values.toSorted();
  const points = [0, 0.003, 0.1, 0.25, 0.5, 0.77, 0.9, 0.997, 1].map(
    (p) => 0.999 * sorted[Math.round(p * (sorted.length - 1))]! + 0.001 * sorted[137]!,
  );
  const logDet = (x: number) => Object.values(stageLogDets(chain, x)).reduce((sum, each) => sum + each, 0);

  test('has the steps, in order', () => {
    expect(chain.map(({ type }) => type)).toEqual(own.types);
  });

  test('rises, and its log-det is that of differences', () => {
    for (const x of points) {
      const h = 1e-6 * Math.max(1e-3, Math.abs(x - sorted[200]!));
      const slope = (throughChain(chain, x + h) - throughChain(chain, x - h)) / (2 * h);
      expect(slope).toBeGreaterThan(0);
      expect(Math.log(slope)).toBeCloseTo(logDet(x), 3);
    }
  });

  test('the way back has the opposite log-det and gives the value again', () => {
    for (const x of points) {
      const z = throughChain(chain, x);
      const back = backThroughChain(chain, z);
      expect(Math.abs(back.x - x)).toBeLessThan(1e-9 * Math.max(1, Math.abs(x)));
      expect(back.clipped).toBe(false);
      const h = 1e-6;
      const slope = (backThroughChain(chain, z + h).x - backThroughChain(chain, z - h).x) / (2 * h);
      expect(Math.log(slope)).toBeCloseTo(-logDet(x), 3);
    }
  });

  test('its graphs compute the same', () => {
    const n = points.length;
    const [first] = chain;
    const x = input('x', [n, 2]);
    const z = input('z', [n, 2]);
    // Beside a column that goes through nothing.
    const chains = [[], chain];
    const entered = enterBatch(x, { noiseScale: null, chains }, () => x);
    const left = leaveBatch(z, chains);
    const prepared = points.flatMap((value) => [7, (value - first!.center) / first!.scale]);
    const expected = points.map((value) => throughChain(chain, value));
    const [forward, logDets, back] = evaluate(
      [entered.x, enteredLogDet(entered)!, left],
      new Map([
        [x, { shape: [n, 2], data: Float64Array.from(prepared) }],
        [z, { shape: [n, 2], data: Float64Array.from(expected.flatMap((value) => [7, value])) }],
      ]),
    );
    const fixed = chain.reduce((sum, { scale }) => sum - Math.log(Math.abs(scale)), 0);
    for (const [i, value] of points.entries()) {
      expect(forward!.data[2 * i]).toBe(7);
      expect(forward!.data[2 * i + 1]).toBeCloseTo(expected[i]!, 7);
      expect(logDets!.data[i]! + fixed).toBeCloseTo(logDet(value), 7);
      expect(back!.data[2 * i]).toBe(7);
      expect(Math.abs(back!.data[2 * i + 1]! - value)).toBeLessThan(1e-7 * Math.max(1, Math.abs(value)));
    }
  });
});

test('beyond the bounds the density is 0, and values from there are clipped', () => {
  for (const [request, outside, edge] of [
    [{ bounds: [2, 5] }, 5.001, 5],
    [{ bounds: [2, 5] }, 1.9, 2],
    [{ bounds: [2, null] }, 1.9, 2],
    [{ bounds: [null, 5] }, 5.1, 5],
  ] as const) {
    const chain = fitChain(plain(Float64Array.of(3, 4, 4.5, 2.2)), { ...request, standardize: false, noise: 0 })!;
    expect(stageLogDets(chain, outside).bounds).toBe(-Infinity);
    expect(stageLogDets(chain, edge).bounds).toBeGreaterThan(-20);
    const x = input('x', [1, 1]);
    const entered = enterBatch(x, { noiseScale: null, chains: [chain] }, () => x);
    const v = (outside - chain[0]!.center) / chain[0]!.scale;
    const [value, logDet] = evaluate(
      [entered.x, enteredLogDet(entered)!],
      new Map([[x, { shape: [1, 1], data: Float64Array.of(v) }]]),
    );
    expect(Number.isFinite(value!.data[0])).toBe(true);
    expect(logDet!.data[0]).toBe(-Infinity);
    const far = throughChain(chain, edge) + (outside > edge ? 1 : -1);
    expect(backThroughChain(chain, far)).toEqual({ x: edge, clipped: true });
  }
});

test('the circle is cut where rows are rarest, and points on both sides of 0 are neighbours', () => {
  const values = shares.map((u) => (2 + 3 * (u - 0.5) + 2 * Math.PI) % (2 * Math.PI));
  const near = shares.map((u) => (3 * (u - 0.5) + 2 * Math.PI) % (2 * Math.PI));
  for (const [own, middle] of [
    [values, 2],
    [near, 0],
  ] as const) {
    const chain = fitChain(plain(own), { period: 2 * Math.PI, standardize: false, noise: 0 })!;
    // The cut is opposite of the middle, to half an arc.
    const cut = chain[0]!.center - Math.PI;
    expect(Math.abs(Math.cos(cut) + Math.cos(middle))).toBeLessThan(0.1);
    expect(Math.abs(throughChain(chain, middle + 0.01) - throughChain(chain, middle - 0.01))).toBeLessThan(0.03);
    // Whole turns change nothing.
    expect(throughChain(chain, middle + 2 * Math.PI)).toBeCloseTo(throughChain(chain, middle), 9);
  }
  const even = Float64Array.from({ length: 720 }, (_, i) => i / 2);
  expect(fitChain(plain(even), { period: 360, standardize: false, noise: 0 })![0]!.center).toBe(180);
});

test('a standard normal latent gives a density of the data that integrates to 1', () => {
  for (const own of CASES.filter(
    ({ request, standardize }) => (request.period || request.bounds?.every((b) => b !== null)) && standardize,
  )) {
    const chain = chainOf(own);
    const [low, high] = own.request.period
      ? [0, own.request.period]
      : (own.request.bounds as readonly [number, number]);
    let integral = 0;
    const steps = 20000;
    for (let i = 0; i < steps; i++) {
      const x = low + ((i + 0.5) / steps) * (high - low);
      const z = throughChain(chain, x);
      const logDet = Object.values(stageLogDets(chain, x)).reduce((sum, each) => sum + each, 0);
      integral += ((high - low) / steps) * Math.exp(-(z ** 2) / 2 - Math.log(2 * Math.PI) / 2 + logDet);
    }
    expect(Math.abs(integral - 1), own.name).toBeLessThan(3e-3);
  }
});

test('equal values have no steps', () => {
  for (const standardize of [true, 'robust', 'quantile'] as const) {
    expect(fitChain(plain(new Float64Array(9).fill(0.1)), { standardize, noise: 0 })).toBeNull();
  }
  expect(fitChain(plain(new Float64Array(9)), { bounds: [0, null], standardize: true, noise: 0 })).toBeNull();
});

test('whole weights count as repeated values', () => {
  const values = Float64Array.of(5, 1, 2, 9, 3, 4);
  const weights = Float64Array.of(2, 2, 2, 2, 2, 2);
  const repeated = Float64Array.from([...values, ...values]);
  for (const request of [
    { bounds: [0, null], standardize: true },
    { bounds: [null, 10], standardize: true },
  ] as const) {
    const found = fitChain({ values, weights }, { ...request, noise: 0 })!;
    for (const [i, step] of fitChain(plain(repeated), { ...request, noise: 0 })!.entries()) {
      expect(found[i]!.center).toBeCloseTo(step.center, 9);
      expect(found[i]!.scale).toBeCloseTo(step.scale, 9);
    }
  }
  const heavy = { values, weights: Float64Array.of(1, 1, 1, 50, 1, 1) };
  const [step] = fitChain(heavy, { standardize: 'robust', noise: 0 })!;
  expect(step!.center).toBeGreaterThan(6);
  const same = quantilesOf({ values, weights: new Float64Array(6).fill(0.3) });
  const usual = quantilesOf(plain(values));
  for (const p of [0, 0.1, 0.5, 0.77, 1]) expect(same(p)).toBeCloseTo(usual(p), 9);
  expect(fitChain(heavy, { standardize: 'quantile', noise: 0 })).not.toBeNull();
});
