import * as z from 'zod';
import { add, mul } from '../../../tensor/ops/arithmetic.ts';
import { constant, scalar } from '../../../tensor/ops/leaf.ts';
import { clamp, minimum } from '../../../tensor/ops/select.ts';
import { stopGradient } from '../../../tensor/ops/stop-gradient.ts';
import { floor } from '../../../tensor/ops/unary.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { dequantizationConditioner } from '../../conditioners/choices.ts';
import type { Bijection, Site } from '../../definition.ts';
import type { DomainResult, Interval } from '../../intervals.ts';
import { elementwiseCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { extensionOf, intervalText } from '../domains.ts';
import { conditionerKey } from '../layer-keys.ts';
import { anyShape } from '../shapes.ts';
import { variationalNoise } from './variational-noise.ts';

export const dequantizeSchema = z.strictObject({
  kind: z
    .enum(['uniform', 'variational'])
    .default('uniform')
    .describe(
      'Adds noise that fills the gaps between integers: uniform, or learned by a conditional flow. With learned noise, log q is a lower bound.',
    ),
  bits: z
    .int()
    .min(1)
    .max(8)
    .optional()
    .describe('n: the data are the integers 0 … 2ⁿ−1. Default: the bits of the source.'),
  conditioner: conditionerKey.describe(
    'The network of kind "variational". Default: conv-resnet for images, resnet for vectors.',
  ),
});

type Config = z.infer<typeof dequantizeSchema>;

export const dequantize = defineLayer<Config>({
  type: 'dequantize',
  documentation: {
    summary: 'Adds noise in [0, 1) to integers and scales them to [0, 1), so that they have a density.',
    formula: 'z = (x + u)/2ⁿ,  u ~ U[0, 1), or u ~ r(u | x);  inverse: x = ⌊2ⁿ·z⌋',
    logDet: '−D·n·log 2;  variational: −D·n·log 2 − log r(u | x)',
    reference:
      'Theis, van den Oord, Bethge: A note on the evaluation of generative models (ICLR 2016), section 3.1; variational: Ho et al.: Flow++ (ICML 2019), section 3.1',
  },
  schema: dequantizeSchema,
  traits: { preprocessing: true, dequantizes: true, manyToOne: true },
  inverse: 'closed',
  shape: anyShape,
  domain: image,
  takes: ({ bits = 8 }, direction) =>
    direction === 'forward'
      ? { low: 0, high: 2 ** bits - 1, closed: true, whole: true }
      : { low: 0, high: 1, closed: true },
  coordinates: (_config, shape) => elementwiseCoordinates(shape),
  presets: ({ bits }, _input, ofSource) => (bits === undefined && ofSource !== null ? { bits: ofSource } : {}),
  conditioner: { ...dequantizationConditioner, needed: ({ kind }) => kind === 'variational' },
  bounds: ({ kind }) => kind === 'variational',
  build: buildDequantize,
});

function image({ bits = 8 }: Config, input: readonly Interval[]): DomainResult {
  const largest = 2 ** bits - 1;
  const wrong = input.find(({ low, high }) => low < 0 || high > largest);
  if (wrong) {
    return {
      problem: `dequantize with ${bits} bits needs the integers 0 … ${largest}; here values lie in ${intervalText(wrong)}`,
    };
  }
  const scaled = (end: number) => end / 2 ** bits;
  const intervals = input.map((interval) => {
    const { low, high } = extensionOf(interval);
    return {
      low: scaled(interval.low),
      high: Math.min(1, scaled(interval.high + 1)),
      closed: true,
      extension: { low: scaled(low), high: scaled(high) },
    };
  });
  return { intervals };
}

/** The largest noise: 255 + it is a float32 below 256, so z stays below 1 and the inverse recovers the integer. */
const LARGEST_NOISE = 1 - 2 ** -16;

/** The source has already dropped the lowest bits: x is an integer in 0 … 2ⁿ−1. */
function buildDequantize({ kind, bits = 8, conditioner }: Config, site: Site): Bijection {
  const levels = 2 ** bits;
  const logDet = -sizeOf(site.inputShape) * bits * Math.LN2;
  const learned = kind === 'variational' ? variationalNoise(conditioner, site) : null;
  return {
    parameters: learned?.parameters ?? [],
    forward(x, scope) {
      const uniform = scope.noise('uniform', x.shape);
      // The data are constant: nothing before this layer learns, and the noise is defined on integers only.
      const drawn = learned?.draw(stopGradient(mul(x, scalar(1 / levels))), uniform, scope) ?? { value: uniform };
      const value = mul(add(x, minimum(drawn.value, scalar(LARGEST_NOISE))), scalar(1 / levels));
      const own = constant([logDet], [1]);
      return 'noise' in drawn ? { value, logDet: add(own, drawn.noise), noise: drawn.noise } : { value, logDet: own };
    },
    inverse(z) {
      const value = clamp(floor(mul(z, scalar(levels))), 0, levels - 1);
      return { value, logDet: constant([-logDet], [1]) };
    },
  };
}
