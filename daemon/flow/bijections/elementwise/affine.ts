import * as z from 'zod';
import { add, mul, neg, sub, sum } from '../../../tensor/ops/arithmetic.ts';
import { constant, scalar } from '../../../tensor/ops/leaf.ts';
import { exp } from '../../../tensor/ops/unary.ts';
import type { Shape, Tensor } from '../../../tensor/tensor.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { Bijection, ParameterSpec, Scope, ShapeResult, Site } from '../../definition.ts';
import type { DomainResult, Interval } from '../../intervals.ts';
import { elementwiseCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { extensionOf, realOntoReal } from '../domains.ts';
import { shapeText } from '../shapes.ts';

const finite = z.number().min(-1e30).max(1e30);
const nonzero = finite.refine((value) => Math.abs(value) >= 1e-30, 'must not be 0: the map would not be invertible');

export const affineSchema = z.strictObject({
  trainable: z
    .boolean()
    .default(true)
    .describe('Whether scale and shift are learned, starting from the values given here, or fixed.'),
  scale: z
    .union([nonzero, z.array(nonzero).min(1)])
    .default(1)
    .describe(
      'Factor, not 0: a number, or a list with one per dimension (channel of an image). Training does not change its sign.',
    ),
  shift: z
    .union([finite, z.array(finite).min(1)])
    .default(0)
    .describe('Offset: a number, or a list with one per dimension (channel of an image).'),
});

type Config = z.infer<typeof affineSchema>;

export const affine = defineLayer<Config>({
  type: 'affine',
  documentation: {
    summary: 'Scales and shifts each dimension independently, learned or fixed.',
    formula: 'z = scale ⊙ x + shift',
    logDet: 'Σ log|scale|',
    reference: null,
  },
  schema: affineSchema,
  traits: { affine: 'elementwise', elementwise: 'scale and shift' },
  inverse: 'closed',
  shape: affineShape,
  domain: (config, input, shape) =>
    image(
      config,
      input,
      shape,
      ({ scale, shift }) =>
        (x) =>
          scale * x + shift,
    ),
  inverseDomain: (config, output, shape) =>
    image(
      config,
      output,
      shape,
      ({ scale, shift }) =>
        (z) =>
          (z - shift) / scale,
    ),
  coordinates: (_config, shape) => elementwiseCoordinates(shape),
  build: buildAffine,
});

function affineShape(config: Config, input: Shape): ShapeResult {
  const wanted = input.at(-1)!;
  for (const key of ['scale', 'shift'] as const) {
    const value = config[key];
    if (Array.isArray(value) && value.length !== wanted) {
      const what = input.length === 1 ? 'dimension' : 'channel';
      return {
        problem: `${key} of affine needs one entry per ${what}: ${wanted} for ${shapeText(input)}, found ${value.length}`,
      };
    }
  }
  return { shape: input };
}

interface ScaleAndShift {
  readonly scale: number;
  readonly shift: number;
}

/** Fixed amounts move the ends of an interval by known amounts; learned ones do not. */
function image(
  config: Config,
  input: readonly Interval[],
  shape: Shape,
  map: (amounts: ScaleAndShift) => (x: number) => number,
): DomainResult {
  if (config.trainable) return realOntoReal('affine (trainable)', input);
  const entry = (value: number | readonly number[], i: number) =>
    typeof value === 'number' ? value : value[i % shape.at(-1)!]!;
  const intervals = input.map((interval, i) => {
    const f = map({ scale: entry(config.scale, i), shift: entry(config.shift, i) });
    const ends = ({ low, high }: { low: number; high: number }) => {
      const [a, b] = [f(low), f(high)];
      return { low: Math.min(a, b), high: Math.max(a, b) };
    };
    return { ...ends(interval), closed: interval.closed, extension: ends(extensionOf(interval)) };
  });
  return { intervals };
}

/** Trainable: parameters `logScale` and `shift`, one entry per dimension or channel; the signs of the scale are fixed. */
function buildAffine(config: Config, { inputShape }: Site): Bijection {
  const entries = inputShape.at(-1)!;
  const positions = sizeOf(inputShape) / entries;
  const list = (value: number | readonly number[]) =>
    Array.from({ length: entries }, (_, i) => (typeof value === 'number' ? value : value[i]!));
  const scale = list(config.scale);
  const logScales = scale.map((value) => Math.log(Math.abs(value)));
  const signs = constant(scale.map(Math.sign), [entries]);
  const start: Readonly<Record<string, readonly number[]>> = { logScale: logScales, shift: list(config.shift) };
  const amount = (name: string, scope: Scope): Tensor =>
    config.trainable ? scope.parameter(name) : constant(start[name]!, [entries]);
  const logDet = (scope: Scope) => mul(sum(amount('logScale', scope), [0], true), scalar(positions));
  return {
    parameters: config.trainable ? Object.entries(start).map(([name, values]) => learned(name, values)) : [],
    forward(x, scope) {
      const factor = mul(exp(amount('logScale', scope)), signs);
      return { value: add(mul(x, factor), amount('shift', scope)), logDet: logDet(scope) };
    },
    inverse(z, scope) {
      const factor = mul(exp(neg(amount('logScale', scope))), signs);
      return { value: mul(sub(z, amount('shift', scope)), factor), logDet: neg(logDet(scope)) };
    },
  };
}

function learned(name: string, values: readonly number[]): ParameterSpec {
  const initialize = () => Float32Array.from(values);
  return { name, shape: [values.length], trainable: true, dtype: 'float', decay: false, initialize };
}
