import { baseOfType } from '../../flow/bases/registry.ts';
import { traitsOf } from '../../flow/bijections/registry.ts';
import { baseSample, decoded, density, type Flow, withEncodedContext } from '../../flow/flow.ts';
import { latentScores } from '../../flow/latent-base.ts';
import { fillLatentNoise, latentNoiseShape } from '../../flow/latent-noise.ts';
import type { Segment } from '../../flow/segments.ts';
import type { Plan } from '../../spec/plan.ts';
import { mul } from '../../tensor/ops/arithmetic.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import type { LatentMaps } from './latent-maps.ts';

/** The maps of a flow: exact in both directions. */
export function flowMaps(flow: Flow, plan: Pick<Plan, 'base' | 'layers' | 'data'>): LatentMaps {
  const { inputShape, contextSize, parameters, latentShape, latentParts } = flow;
  const { low, high } = baseOfType(plan.base.type).support(plan.base.config);
  return {
    inputShape,
    contextSize,
    parameters,
    latentShape,
    noiseShape: latentNoiseShape(flow),
    latentParts,
    base: plan.base.type,
    sample(noise, temperature, given) {
      const environment = withEncodedContext(flow, given);
      const z = baseSample(flow, noise, temperature, environment);
      return { z, x: decoded(flow, z, environment) };
    },
    decode: (z, environment) => decoded(flow, z, environment),
    decodeSmoothly: (z, environment) => decoded({ ...flow, segments: smooth(flow.segments, plan) }, z, environment),
    encode: (x, environment) => density(flow, x, environment),
    fillNoise: (random, noise) => fillLatentNoise(flow, random, noise),
    scores: (values) => latentScores(plan, (name) => ownValues(values, plan.base.type, name)),
    roundTrip: 'exact',
    hasTemperature: !Number.isFinite(high - low),
  };
}

function ownValues(values: ReadonlyMap<string, Float32Array>, base: string, name: string): Float32Array {
  const own = values.get(`base.${name}`);
  if (own === undefined) throw new Error(`base ${base} has no parameter '${name}'`);
  return own;
}

/** Rounding down to whole numbers has no derivative, so the step before it, x = 2ⁿ·z, is used instead. */
export function smooth(segments: readonly Segment[], plan: Pick<Plan, 'data'>): Segment[] {
  const bits = typeof plan.data.bits === 'number' ? plan.data.bits : 8;
  return segments.map((segment) => {
    if (segment.kind !== 'leaf' || !traitsOf(segment.type).dequantizes) return segment;
    const inverse: Segment & { kind: 'leaf' } = {
      ...segment,
      bijection: {
        ...segment.bijection,
        inverse: (z) => ({ value: mul(z, scalar(2 ** bits)), logDet: scalar(0) }),
      },
    };
    return inverse;
  });
}
