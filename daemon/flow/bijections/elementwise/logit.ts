import * as z from 'zod';
import { add, mul, sub } from '../../../tensor/ops/arithmetic.ts';
import { logistic } from '../../../tensor/ops/composite.ts';
import { constant, scalar } from '../../../tensor/ops/leaf.ts';
import { clamp } from '../../../tensor/ops/select.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { Bijection, Site } from '../../definition.ts';
import type { DomainResult, Interval } from '../../intervals.ts';
import { REAL_LINE } from '../../intervals.ts';
import { elementwiseCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { increasingImage } from '../domains.ts';
import { anyShape } from '../shapes.ts';
import { sumPerSample } from '../sum-per-sample.ts';
import { LARGEST_SHARE, logisticLogDerivative, logitOf, SMALLEST_SHARE } from './logistic.ts';

export const logitSchema = z.strictObject({
  alpha: z
    .number()
    .min(0)
    .lt(0.5)
    .default(0.05)
    .describe('Keeps values away from 0 and 1 before the logit; with alpha 0, the data must be strictly between them.'),
});

type Config = z.infer<typeof logitSchema>;

const UNIT = { low: 0, high: 1 };

export const logit = defineLayer<Config>({
  type: 'logit',
  documentation: {
    summary: 'Maps values between 0 and 1 onto the reals; the usual preprocessing of dequantized images.',
    formula: 'z = log y − log(1 − y),  y = α + (1 − 2α)·x',
    logDet: 'Σ log(1 − 2α) − log y − log(1 − y)',
    reference:
      'Papamakarios, Pavlakou, Murray: Masked Autoregressive Flow (NeurIPS 2017); Real NVP (ICLR 2017), section 4.1, has α + (1 − α)·x',
  },
  schema: logitSchema,
  traits: { saturates: true, preprocessing: true },
  inverse: 'closed',
  shape: anyShape,
  domain: forwardImage,
  inverseDomain: backwardImage,
  takes: ({ alpha }, direction) => (direction === 'forward' ? { ...UNIT, closed: alpha > 0 } : REAL_LINE),
  coordinates: (_config, shape) => elementwiseCoordinates(shape),
  build: buildLogit,
});

/** With α > 0 the formula is valid a little beyond [0, 1], so the density extends there. */
function naturalDomain(alpha: number) {
  const margin = alpha / (1 - 2 * alpha);
  return { low: -margin, high: 1 + margin };
}

function forwardImage({ alpha }: Config, input: readonly Interval[]): DomainResult {
  const natural = naturalDomain(alpha);
  const f = (x: number) => {
    if (x <= natural.low) return -Infinity;
    if (x >= natural.high) return Infinity;
    const y = alpha + (1 - 2 * alpha) * x;
    return Math.log(y) - Math.log(1 - y);
  };
  const touchesEnd = alpha === 0 && input.every(({ low, high }) => low >= 0 && high <= 1);
  const isUnbounded = input.some(({ low, high }) => high - low === Infinity);
  const advice = touchesEnd
    ? 'set alpha > 0, so that 0 and 1 themselves are allowed'
    : isUnbounded
      ? 'remove it: unbounded values need no map onto the reals'
      : input.every(isPixel)
        ? 'put dequantize before it'
        : `put a fixed affine before it: ${affineOnto01(input)}`;
  return increasingImage({ type: 'logit', domain: UNIT, natural, closed: alpha > 0, advice, f }, input);
}

/** Whether it has the values of some bits. */
function isPixel({ low, high }: Interval): boolean {
  return low === 0 && high > 1 && Number.isInteger(Math.log2(high + 1));
}

/** A layer that maps the values into [0, 1], with few digits. */
function affineOnto01(input: readonly Interval[]): string {
  const low = input.reduce((least, each) => Math.min(least, each.low), Infinity);
  const high = input.reduce((most, each) => Math.max(most, each.high), -Infinity);
  const unit = 10 ** (Math.floor(Math.log10(high - low)) - 1);
  const [from, to] = [Math.floor(low / unit) * unit, Math.ceil(high / unit) * unit];
  const digit = 10 ** (Math.floor(Math.log10(1 / (to - from))) - 3);
  // Rounded down: nothing may exceed 1.
  const scale = Number((Math.floor(1 / (to - from) / digit + 1e-9) * digit).toPrecision(4));
  const shift = Number((-from * scale).toPrecision(6));
  return `{ "type": "affine", "trainable": false, "scale": ${scale}, "shift": ${shift === 0 ? 0 : shift} }`;
}

function backwardImage({ alpha }: Config, output: readonly Interval[]): DomainResult {
  const natural = naturalDomain(alpha);
  const f = (z: number) => {
    if (z === -Infinity) return natural.low;
    return z === Infinity ? natural.high : (1 / (1 + Math.exp(-z)) - alpha) / (1 - 2 * alpha);
  };
  return increasingImage({ type: 'the inverse of logit', domain: { low: -Infinity, high: Infinity }, f }, output);
}

function buildLogit({ alpha }: Config, site: Site): Bijection {
  const spread = 1 - 2 * alpha;
  const constantTerm = constant([sizeOf(site.inputShape) * Math.log(spread)], [1]);
  return {
    parameters: [],
    forward(x) {
      const y = add(mul(x, scalar(spread)), scalar(alpha));
      // Data in (0, 1) may round to an end in float32.
      const { value, logDerivative } = logitOf(clamp(y, SMALLEST_SHARE, LARGEST_SHARE));
      return { value, logDet: add(sumPerSample(logDerivative), constantTerm) };
    },
    inverse(z) {
      const value = mul(sub(logistic(z), scalar(alpha)), scalar(1 / spread));
      return { value, logDet: sub(sumPerSample(logisticLogDerivative(z)), constantTerm) };
    },
  };
}
