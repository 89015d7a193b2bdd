import { expect, test } from 'vitest';
import { randomStream } from '../../../daemon/random/random-stream.ts';
import { cutNlls, gaussianCut, spacingEntropy } from './cut-nlls.ts';
import type { Step } from './layer-chain.ts';
import { bestAffine, matched, momentsOf } from './replacement.ts';

const ROWS = 4000;

function normalRows(seed: number): Step {
  const state = new Float32Array(2 * ROWS);
  randomStream(seed, 'test').fillNormal(state);
  return { state, logDet: new Float64Array(ROWS) };
}

/** A map of each row, with its log-det. */
function mapped(
  { state, logDet }: Step,
  map: (x: number, y: number) => readonly [number, number],
  added: number,
): Step {
  const result = state.slice();
  for (let row = 0; row < ROWS; row++) result.set(map(state[2 * row]!, state[2 * row + 1]!), 2 * row);
  return { state: result, logDet: logDet.map((sum) => sum + added) };
}

test('an affine layer is its own best affine map, with its log-det', () => {
  const from = normalRows(1);
  const to = mapped(from, (x, y) => [2 * x + y + 1, 0.5 * y - 3], Math.log(1));
  const { step, unexplained } = bestAffine(from, to);
  expect(unexplained).toBeLessThan(1e-9);
  expect(Math.max(...step.state.map((value, i) => Math.abs(value - to.state[i]!)))).toBeLessThan(1e-5);
  expect(step.logDet[0]).toBeCloseTo(0, 6);
  const bent = bestAffine(
    from,
    mapped(from, (x, y) => [x, y + x ** 2], 0),
  );
  // Var(x²) = 2 of a variance of 3 in one of two columns.
  expect(bent.unexplained).toBeCloseTo(1 / 3, 1);
});

test('matched rows have the moments asked for, and the log-det of the scaling', () => {
  const from = mapped(normalRows(2), (x, y) => [3 * x + 1, y], 0.5);
  const step = matched(from, { mean: Float64Array.of(-1, 2), deviation: Float64Array.of(1, 2) });
  const { mean, deviation } = momentsOf(step);
  expect([...mean, ...deviation].map((value) => value.toFixed(4))).toEqual(['-1.0000', '2.0000', '1.0000', '2.0000']);
  const own = momentsOf(from).deviation;
  expect(step.logDet[7]).toBeCloseTo(0.5 - Math.log(own[0]!) + Math.log(2 / own[1]!), 9);
});

test('cuts: what is fitted decides what dependence and shape cost', () => {
  const gaussian = mapped(normalRows(3), (x, y) => [x, 0.6 * x + 0.8 * y], Math.log(0.8));
  const entropy = Math.log(2 * Math.PI * Math.E);
  const cuts = cutNlls(gaussian);
  expect(gaussianCut(gaussian)).toBe(cuts.gaussian);
  // The map takes ln .8 away from the entropy and its log-det gives it back.
  expect(cuts.gaussian).toBeCloseTo(entropy, 1);
  expect(cuts.copula).toBeCloseTo(entropy, 1);
  expect(cuts.diagonal).toBeCloseTo(entropy - Math.log(0.8), 1);
  expect(cuts.independent).toBeCloseTo(entropy - Math.log(0.8), 1);
  // Only the Gaussians see that the columns are bent.
  const bent = cutNlls(mapped(normalRows(4), (x, y) => [x ** 3, y], 0));
  expect(bent.gaussian - bent.independent).toBeGreaterThan(0.3);
  expect(Math.abs(bent.copula - bent.independent)).toBeLessThan(0.01);
});

test('the entropy of a column by spacings', () => {
  const uniform = Float64Array.from({ length: ROWS }, (_, i) => (3 * (i + 0.5)) / ROWS);
  expect(spacingEntropy(uniform)).toBeCloseTo(Math.log(3), 2);
});
