/** Compares every available base and data preparation in float32 with float64, near and far out. */
import { describe, expect, test } from 'vitest';
import { enterBatch } from '../../../data/columns/enter.ts';
import { dataTransform } from '../../../data/prepare.ts';
import { baseDefinitions } from '../../../flow/bases/registry.ts';
import { randomStream } from '../../../random/random-stream.ts';
import { input } from '../../../tensor/ops/leaf.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { compare, isFar, WorstError } from './errors.ts';
import { NO_CONTEXT, scopeInputs } from './layer-precision.ts';
import { isResolved, measure } from './measure.ts';
import { expectGradients, expectWithin, moved, runtime, SEED, SPREADS, typicalPoints } from './precision-testing.ts';
import { specialRows } from './special-points.ts';

const bases = baseDefinitions.filter(({ build }) => build !== null);

describe.each(bases.map((definition) => [definition.type, definition] as const))('base %s', (type, definition) => {
  const config = definition.schema.parse({});
  const shape = [3];
  const base = definition.build!(config, { inputShape: shape, contextSize: 0 });
  const domain = definition.support(config);
  const values = (spread: number) => ({ parameters: moved(base.parameters, type, spread), context: NO_CONTEXT });

  test.each(SPREADS)(
    'log π and its gradients far out and at the ends of its support, parameters ± %f',
    async (spread) => {
      const typical = typicalPoints(domain, shape);
      const random = randomStream(SEED, 'base points');
      const points = specialRows({ domain, typical, width: 3, dense: true, random });
      const rows = points.length / 3;
      const own = values(spread);
      const bound = scopeInputs(base, own, rows, SEED);
      const z = input('z', [rows, ...shape]);
      const logProb = base.logProb(z, bound.scope);
      const graph = {
        inputs: [{ name: 'z', tensor: z, roundedAt: 0 }, ...bound.inputs],
        outputs: [{ name: 'logProb', tensor: logProb }],
      };
      const measured = (await measure(runtime, graph, new Map([...bound.values, ['z', points]]), SEED)).get('logProb')!;
      const worst = new WorstError();
      for (let row = 0; row < rows; row++) compare(worst, measured, row, isFar(points, row, 3));
      expectWithin(worst, 'log π');
      await expectGradients(
        {
          owner: base,
          values: own,
          points,
          shape,
          result: (x, scope) => ({ value: x, logDet: base.logProb(x, scope) }),
          resolved: (row) => isResolved(measured, row),
        },
        spread,
      );
    },
  );

  test.each(SPREADS)('draws of all noise that the host can make, parameters ± %f', async (spread) => {
    const own = values(spread);
    // The smallest and largest values of fillUniform and fillNormal.
    const noises = base.noise === 'uniform' ? [0, 2 ** -24, 0.5, 1 - 2 ** -24] : [-7, -1e-3, 0, 7];
    for (const temperature of [0, 1, 3]) {
      const rows = noises.length;
      const bound = scopeInputs(base, own, rows, SEED);
      const { draws = 1 } = base;
      const noise = input('noise', draws === 1 ? [rows, ...shape] : [rows, draws, ...shape]);
      const heat = input('temperature', [1]);
      const graph = {
        inputs: [
          { name: 'noise', tensor: noise, roundedAt: 0 },
          { name: 'temperature', tensor: heat, roundedAt: null },
          ...bound.inputs,
        ],
        outputs: [{ name: 'z', tensor: base.sample(noise, heat, bound.scope) }],
      };
      const fed = new Map([
        ...bound.values,
        ['noise', Float32Array.from(noises.flatMap((value) => new Array<number>(draws * sizeOf(shape)).fill(value)))],
        ['temperature', Float32Array.of(temperature)],
      ]);
      const measured = (await measure(runtime, graph, fed, SEED)).get('z')!;
      const worst = new WorstError();
      for (const i of measured.exact.keys()) compare(worst, measured, i, false);
      expectWithin(worst, `temperature ${temperature}`);
    }
  });
});

describe('preparation of rows', () => {
  const standardization = { mean: Float64Array.of(-2e3, 0.5), std: Float64Array.of(1e-3, 40) };
  const transform = dataTransform({
    standardization,
    dequantizedColumns: [1],
    summary: {
      shape: [2],
      context: null,
      range: { low: -Infinity, high: Infinity, closed: false },
      integerColumns: [],
      bits: null,
    },
  });
  const offsets = [0, 1, -1, 1e2, -1e2, 1e4, -1e4, 1e8, -1e8];

  test('standardization there and back, near and far', () => {
    const values = Float64Array.from(
      offsets.flatMap((k) => [0, 1].map((d) => standardization.mean[d]! + k * standardization.std[d]!)),
    );
    const prepared = transform.prepare({ count: offsets.length, values, context: null }).values as Float32Array;
    const restored = transform.restore(prepared);
    for (const [i, k] of offsets.flatMap((offset) => [offset, offset]).entries()) {
      // The data themselves are float64: at size 2000 their resolution is 2e-13, or 1e-10 standard deviations.
      expect(Math.abs(prepared[i]! - k)).toBeLessThanOrEqual(1e-9 + 2 ** -23 * Math.abs(k));
      const allowed = 2 ** -22 * Math.max(Math.abs(k) * standardization.std[i % 2]!, 1e-9);
      expect(Math.abs(restored[i]! - values[i]!)).toBeLessThanOrEqual(allowed);
    }
  });

  test('values beyond float32 stay numbers', () => {
    const values = Float64Array.of(1e300, -1e300);
    const prepared = transform.prepare({ count: 1, values, context: null }).values;
    expect([...prepared].every(Number.isFinite)).toBe(true);
  });

  test('noise of whole-number columns', async () => {
    const x = input('x', [offsets.length, 2]);
    const noise = input('noise', [offsets.length, 2]);
    const { x: tensor } = enterBatch(x, transform.entry, () => noise);
    const measured = await measure(
      runtime,
      {
        inputs: [
          { name: 'x', tensor: x, roundedAt: 0 },
          { name: 'noise', tensor: noise, roundedAt: null },
        ],
        outputs: [{ name: 'y', tensor }],
      },
      new Map([
        ['x', Float32Array.from(offsets.flatMap((k) => [k, k]))],
        ['noise', new Float32Array(2 * offsets.length).fill(1 - 2 ** -24)],
      ]),
      SEED,
    );
    const worst = new WorstError();
    for (const i of measured.get('y')!.exact.keys()) compare(worst, measured.get('y')!, i, false);
    expectWithin(worst, 'dequantized');
  });
});
