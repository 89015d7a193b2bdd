import * as z from 'zod';
import { constant } from '../../../tensor/ops/leaf.ts';
import type { Shape } from '../../../tensor/tensor.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { priorConditioner } from '../../conditioners/choices.ts';
import type { Bijection, ResolvedMask, ShapeResult } from '../../definition.ts';
import type { DomainResult, Interval } from '../../intervals.ts';
import { REAL_LINE } from '../../intervals.ts';
import { buildCoupling } from '../couplings/coupling.ts';
import { defineLayer } from '../define-layer.ts';
import { extensionOf, intervalText, matchesSupport } from '../domains.ts';
import { conditionerKey } from '../layer-keys.ts';
import { shapeText } from '../shapes.ts';
import { standardization } from '../transforms/standardization.ts';

const schema = z.strictObject({
  prior: z
    .enum(['conditional', 'standard'])
    .default('conditional')
    .describe(
      'Prior of the part that is factored out: a normal whose mean and scale depend on the part that continues, or N(0, 1).',
    ),
  conditioner: conditionerKey.describe(
    'The network of the conditional prior. Default: a single layer, which is a convolution on images.',
  ),
});

type Config = z.infer<typeof schema>;

export const split = defineLayer<Config>({
  type: 'split',
  documentation: {
    summary: 'Factors out half of the channels: the first half continues, the second becomes part of the latent.',
    formula: 'x = (h, z_out);  ε = (z_out − μ(h))/σ(h) ~ N(0, 1) joins the latent, h continues',
    logDet: '−Σ log σ(h); its term is the log-prior log N(z_out; μ(h), σ(h)²)',
    reference: 'Dinh, Sohl-Dickstein, Bengio: Density estimation using Real NVP (ICLR 2017), section 3.6',
  },
  schema,
  traits: {
    ...{ rearranges: true, manyToOne: true, factorsOut: true },
    ...{ affine: 'masked', coupling: 'scale-and-shift', conditioned: true },
  },
  inverse: 'closed',
  shape: (_config, input) => splitShape(input),
  domain: (_config, input, shape) => remaining(input, shape),
  coordinates: ({ prior }, shape) => {
    const kept = keptElements(shape);
    const seen = new Set(prior === 'conditional' ? kept : []);
    return {
      source: kept,
      transformed: kept.map(() => false),
      seen: Array.from({ length: sizeOf(shape) }, (_, i) => seen.has(i)),
    };
  },
  kept: (_config, input) => keptMask(input),
  conditioner: { ...priorConditioner, needed: ({ prior }) => prior === 'conditional' },
  build: ({ prior, conditioner }, site) =>
    prior === 'standard'
      ? STANDARD
      : buildCoupling({ mask: keptMask(site.inputShape), conditioner }, site, standardization),
});

/** The channels that leave the flow are N(0, 1) without any map. */
const STANDARD: Bijection = {
  parameters: [],
  forward: (value) => ({ value, logDet: constant([0], [1]) }),
  inverse: (value) => ({ value, logDet: constant([0], [1]) }),
};

function splitShape(input: Shape): ShapeResult {
  const channels = input.at(-1)!;
  if (channels < 2) return { problem: `split needs at least 2 channels, found ${shapeText(input)}: squeeze before it` };
  return { shape: [...input.slice(0, -1), Math.ceil(channels / 2)] };
}

/** Elements that stay in the flow: the first half of the channels (for vectors, of the dimensions). */
function keptElements(shape: Shape): readonly number[] {
  return keptMask(shape).flatMap((kept, i) => (kept === 1 ? [i] : []));
}

function keptMask(shape: Shape): ResolvedMask {
  const channels = shape.at(-1)!;
  const kept = Math.ceil(channels / 2);
  return Array.from({ length: sizeOf(shape) }, (_, i) => (i % channels < kept ? 1 : 0));
}

function remaining(input: readonly Interval[], shape: Shape): DomainResult {
  const kept = keptElements(shape);
  const staying = new Set(kept);
  const wrong = input.findIndex((interval, i) => !staying.has(i) && !matchesSupport(interval, REAL_LINE));
  if (wrong >= 0) {
    const range = intervalText(extensionOf(input[wrong]!));
    return {
      problem: `the prior of split is normal on (−∞, ∞), but dimension ${wrong} lies in ${range}: q would not integrate to 1`,
    };
  }
  return { intervals: kept.map((i) => input[i]!) };
}
