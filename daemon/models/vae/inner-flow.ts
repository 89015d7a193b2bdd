/** A flow of the latents of another model: its prior, or what makes its posterior flexible. */
import type { Environment } from '../../flow/apply/environment.ts';
import type { NormalScores } from '../../flow/definition.ts';
import { baseSample, buildFlow, type Density, decoded, density } from '../../flow/flow.ts';
import { latentScores } from '../../flow/latent-base.ts';
import { fillLatentNoise, latentNoiseShape } from '../../flow/latent-noise.ts';
import type { StoredParameter } from '../../flow/parameters.ts';
import type { RandomStream } from '../../random/random-stream.ts';
import { concat } from '../../tensor/ops/concat-split.ts';
import { constant } from '../../tensor/ops/leaf.ts';
import { sizeOf, type Tensor } from '../../tensor/tensor.ts';
import type { InnerFlow, ModelFlow } from '../definition.ts';

export interface FlowOfLatents extends ModelFlow {
  /** Named `NAME.…`. */
  readonly parameters: readonly StoredParameter[];
  /** log q of z [B, size], with the latent of the flow. */
  density(z: Tensor, environment: Environment): Density;
  /** Numbers of noise that a draw takes. */
  readonly noiseSize: number;
  /** A draw from noise [B, noiseSize]. */
  sample(noise: Tensor, environment: Environment): Tensor;
  fillNoise(random: RandomStream, noise: Float32Array): void;
  /** The latent of the flow as normal scores; null: its coordinates depend on each other. */
  scores(parameters: ReadonlyMap<string, Float32Array>): NormalScores | null;
}

interface LatentSite {
  readonly size: number;
  readonly contextSize: number;
}

export function innerFlow(name: string, { base, layers }: InnerFlow, { size, contextSize }: LatentSite): FlowOfLatents {
  const context = contextSize === 0 ? null : { size: contextSize, names: [] };
  const flow = buildFlow({ inputShape: [size], context, base, layers });
  // Names of layers start with their place in the spec, which begins with the section.
  const outside = (own: string) => (own.startsWith(`${name}.`) ? own : `${name}.${own}`);
  // The flow knows its parameters by their own names.
  const own = (environment: Environment): Environment => ({
    ...environment,
    parameters: new Map(
      flow.parameters.map((parameter) => [parameter.name, environment.parameters.get(outside(parameter.name))!]),
    ),
  });
  return {
    flow,
    outside,
    parameters: flow.parameters.map((parameter) => ({ ...parameter, name: outside(parameter.name) })),
    density: (z, environment) => density(flow, z, own(environment)),
    sample(noise, environment) {
      const inner = own(environment);
      return decoded(flow, baseSample(flow, noise, constant([1], [1]), inner), inner);
    },
    noiseSize: sizeOf(latentNoiseShape(flow)),
    fillNoise: (random, noise) => fillLatentNoise(flow, random, noise),
    scores: (parameters) =>
      latentScores({ base, layers }, (parameter) => parameters.get(outside(`base.${parameter}`))!),
  };
}

/** An environment whose context has more columns. @param added [B, n] */
export function withContext(environment: Environment, added: Tensor): Environment {
  const { context } = environment;
  return { ...environment, context: context === null ? added : concat([context, added], 1) };
}
