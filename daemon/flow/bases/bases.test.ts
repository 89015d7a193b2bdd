import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { logNormalCdf } from '../../statistics/normal-distribution.ts';
import { evaluate } from '../../tensor/evaluate.ts';
import { gradients } from '../../tensor/gradients.ts';
import { sum } from '../../tensor/ops/arithmetic.ts';
import { constant, input } from '../../tensor/ops/leaf.ts';
import type { NdArray, Shape, Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { BaseDistribution, Scope } from '../definition.ts';
import { baseDefinitions } from './registry.ts';

interface BaseCase {
  readonly type: string;
  readonly keys: object;
  readonly shape: Shape;
  /** Standard deviation and fourth moment E(z − μ)⁴/σ⁴ of the standard form. Default: those of the normal, 1 and 3. */
  readonly deviation?: number;
  readonly kurtosis?: number;
}

const LOGISTIC = { type: 'logistic', keys: {}, deviation: Math.PI / Math.sqrt(3), kurtosis: 4.2 };

const CASES: readonly BaseCase[] = [
  { type: 'normal', keys: {}, shape: [1] },
  { type: 'normal', keys: {}, shape: [2] },
  { ...LOGISTIC, shape: [1] },
  { ...LOGISTIC, shape: [2] },
  { type: 'diagonal-normal', keys: {}, shape: [2] },
  { type: 'diagonal-normal', keys: { perChannel: true }, shape: [1, 2, 1] },
  // Tails that the sums of the tests reach; smaller numbers of degrees below.
  {
    type: 'student-t',
    keys: { degreesOfFreedom: 30 },
    shape: [1],
    deviation: Math.sqrt(30 / 28),
    kurtosis: 3 + 6 / 26,
  },
  {
    type: 'student-t',
    keys: { degreesOfFreedom: 30 },
    shape: [2],
    deviation: Math.sqrt(30 / 28),
    kurtosis: 3 + 6 / 26,
  },
  // Behind their steps.
  { type: 'full-normal', keys: {}, shape: [2] },
  { type: 'conditional-normal', keys: {}, shape: [2] },
];

const table = CASES.map((base) => [`${base.type} ${JSON.stringify(base.keys)} [${base.shape}]`, base] as const);

/** A base with parameters moved away from their initial values. */
function prepared({ type, keys, shape }: BaseCase): {
  base: BaseDistribution;
  scope: Scope;
  values: Map<Tensor, NdArray>;
} {
  const definition = baseDefinitions.find((candidate) => candidate.type === type)!;
  const base = definition.build!(definition.schema.parse(keys), { inputShape: shape, contextSize: 0 });
  const stream = randomStream(8, type);
  const bound = new Map(base.parameters.map((spec) => [spec.name, input(spec.name, spec.shape)]));
  const values = new Map(
    base.parameters.map((spec) => {
      const data = Float64Array.from({ length: sizeOf(spec.shape) }, () => 0.4 * stream.normal());
      return [bound.get(spec.name)!, { shape: spec.shape, data }];
    }),
  );
  const scope: Scope = {
    parameter: (name) => bound.get(name)!,
    context: null,
    noise: () => {
      throw new Error('a base takes its noise as an argument');
    },
  };
  return { base, scope, values };
}

test('every base that can be built is tested', () => {
  const built = baseDefinitions.filter(({ build }) => build !== null).map(({ type }) => type);
  expect(new Set(CASES.map(({ type }) => type))).toEqual(new Set(built));
});

test.each(table)('%s: the density integrates to 1', (_name, layer) => {
  const { base, scope, values } = prepared(layer);
  const size = sizeOf(layer.shape);
  // The trapezoidal rule converges exponentially for smooth densities that vanish at the ends.
  const [limit, step] = [24, size === 1 ? 0.05 : 0.2];
  const axis = Array.from({ length: Math.round((2 * limit) / step) + 1 }, (_, i) => -limit + i * step);
  const points = size === 1 ? axis : axis.flatMap((a) => axis.flatMap((b) => [a, b]));
  const z = constant(points, [points.length / size, ...layer.shape]);
  const [logProb] = evaluate([base.logProb(z, scope)], values);
  expect(logProb!.shape).toEqual([points.length / size]);
  const mass = logProb!.data.reduce((total, l) => total + Math.exp(l), 0) * step ** size;
  expect(Math.abs(mass - 1)).toBeLessThan(1e-7);
});

test.each(table)('%s: samples have the density’s moments, and temperature scales their deviation', (_name, layer) => {
  const { base, scope, values } = prepared(layer);
  const n = 40_000;
  const size = sizeOf(layer.shape);
  const stream = randomStream(9, 'samples');
  const draw = () => (base.noise === 'normal' ? stream.normal() : stream.uniform());
  const { draws = 1 } = base;
  const noiseShape = draws === 1 ? layer.shape : [draws, ...layer.shape];
  const noise = constant(Float64Array.from({ length: n * draws * size }, draw), [n, ...noiseShape]);
  const value = (name: string, d: number) => {
    const found = [...values].find(([tensor]) => tensor === (values.size > 0 ? scope.parameter(name) : null));
    return found ? found[1].data[d % found[1].data.length]! : 0;
  };
  const { deviation: standard = 1, kurtosis = 3 } = layer;
  for (const temperature of [1, 0.5]) {
    const [samples] = evaluate([base.sample(noise, constant([temperature], [1]), scope)], values);
    for (let d = 0; d < size; d++) {
      let [mean, square] = [0, 0];
      for (let i = 0; i < n; i++) {
        mean += samples!.data[i * size + d]! / n;
        square += samples!.data[i * size + d]! ** 2 / n;
      }
      const deviation = standard * temperature * Math.exp(value('logScale', d));
      // Five standard errors.
      expect(Math.abs(mean - value('mean', d))).toBeLessThan((5 * deviation) / Math.sqrt(n));
      expect(Math.abs(Math.sqrt(square - mean ** 2) / deviation - 1)).toBeLessThan(
        (5 * Math.sqrt((kurtosis - 1) / 4)) / Math.sqrt(n),
      );
    }
  }
});

/** Its parameters may be anything here, so its moments are not known. */
const LEARNED: BaseCase = { type: 'student-t', keys: { trainable: true }, shape: [2] };

test.each([...table, ['student-t {"trainable":true} [2]', LEARNED] as const])(
  '%s: gradients agree with central differences, and far tails are finite',
  (_name, layer) => {
    const { base, scope, values } = prepared(layer);
    const z = input('z', [3, ...layer.shape]);
    const data = Float64Array.from({ length: sizeOf(z.shape) }, (_, i) => [0.3, -1.7, 2.2][i % 3]! * (1 + 0.1 * i));
    const feeds = new Map(values).set(z, { shape: z.shape, data });
    const loss = sum(base.logProb(z, scope));
    const variables = [...feeds.keys()];
    const found = evaluate(gradients(loss, variables) as Tensor[], feeds);
    const step = 1e-5;
    for (const [v, variable] of variables.entries()) {
      const start = feeds.get(variable)!;
      for (let k = 0; k < start.data.length; k++) {
        const at = (offset: number) => {
          const moved = Float64Array.from(start.data);
          moved[k]! += offset;
          return evaluate([loss], new Map(feeds).set(variable, { shape: start.shape, data: moved }))[0]!.data[0]!;
        };
        expect(Math.abs(found[v]!.data[k]! - (at(step) - at(-step)) / (2 * step))).toBeLessThan(1e-6);
      }
    }
    const far = new Map(feeds).set(z, { shape: z.shape, data: data.map((_, i) => (i % 2 === 0 ? 500 : -500)) });
    for (const result of evaluate([loss, ...(gradients(loss, variables) as Tensor[])], far)) {
      expect(result.data.every(Number.isFinite)).toBe(true);
    }
  },
);

const fromUniform = CASES.filter((layer) => prepared(layer).base.noise === 'uniform' && sizeOf(layer.shape) === 1);

test.each(fromUniform)('the ends of uniform noise give finite samples of $type', (layer) => {
  const { base, scope, values } = prepared(layer);
  const { draws = 1 } = base;
  const ends = constant(
    [0, 1 - 2 ** -24].flatMap((end) => new Array<number>(draws).fill(end)),
    draws === 1 ? [2, 1] : [2, draws, 1],
  );
  const [samples] = evaluate([base.sample(ends, constant([1], [1]), scope)], values);
  expect(samples!.data.every(Number.isFinite)).toBe(true);
});

test('Student’s t with few degrees of freedom has its density, its quantiles and its limits', () => {
  const definition = baseDefinitions.find(({ type }) => type === 'student-t')!;
  const at = (degreesOfFreedom: number, trainable: boolean) => {
    const config = { degreesOfFreedom, trainable };
    const base = definition.build!(config, { inputShape: [1], contextSize: 0 });
    const own = base.parameters.map(
      ({ name, shape, initialize }) => [name, constant(initialize(randomStream(0)), shape)] as const,
    );
    const parameters = new Map(own);
    const scope = {
      parameter: (name: string) => parameters.get(name)!,
      context: null,
      noise: () => constant([0], [1]),
    };
    return {
      base,
      scope,
      scores: definition.normalScores!(config, [1], (name) => evaluate([parameters.get(name)!], new Map())[0]!.data),
    };
  };
  const points = [0, 0.4, -3, 100];
  const logDensities: readonly (readonly [number, (z: number) => number])[] = [
    [1, (z) => -Math.log(Math.PI * (1 + z * z))],
    [2, (z) => -1.5 * Math.log(2 + z * z)],
    [3, (z) => Math.log((6 * Math.sqrt(3)) / Math.PI) - 2 * Math.log(3 + z * z)],
    // Nearly the normal distribution.
    [1e6, (z) => -0.5 * (1e6 + 1) * Math.log1p((z * z) / 1e6) - 0.5 * Math.log(2 * Math.PI)],
  ];
  for (const trainable of [false, true]) {
    for (const [degrees, logDensity] of logDensities) {
      const { base, scope, scores } = at(degrees, trainable);
      const [found] = evaluate([base.logProb(constant(points, [points.length, 1]), scope)], new Map());
      for (const [i, z] of points.entries()) {
        expect(found!.data[i]! / logDensity(z) - 1).toBeCloseTo(0, 6);
      }
      // A share p of the samples lies below the quantile of p.
      const n = 20_000;
      const stream = randomStream(3, 'student');
      const noise = constant(
        Float64Array.from({ length: 2 * n }, () => stream.uniform()),
        [n, 2, 1],
      );
      const [samples] = evaluate([base.sample(noise, constant([1], [1]), scope)], new Map());
      for (const u of [-2, -0.5, 0, 1]) {
        const quantile = scores.fromScore(u, 0);
        expect(scores.toScore(quantile, 0)).toBeCloseTo(u, 8);
        const p = Math.exp(logNormalCdf(u));
        const share = samples!.data.reduce((sum, z) => sum + (z <= quantile ? 1 / n : 0), 0);
        expect(Math.abs(share - p)).toBeLessThan(4.5 * Math.sqrt((p * (1 - p)) / n));
      }
    }
  }
});
