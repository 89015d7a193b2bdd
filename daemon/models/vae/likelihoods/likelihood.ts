/** The distribution p(x | z) of a variational autoencoder. Each is one definition in one file. */
import type { ParameterSpec, Scope } from '../../../flow/definition.ts';
import type { Shape, Tensor } from '../../../tensor/tensor.ts';
import type { ModelProblem } from '../../definition.ts';

/** What a likelihood needs to know of the data. */
export interface LikelihoodSite {
  readonly inputShape: Shape;
  /** Points are images of whole numbers 0 … 2^bits − 1; null: other data. */
  readonly bits: number | null;
}

/** Points x are [B, …inputShape] in the model's units: standardized, or the integers of images. Densities in nats. */
export interface Likelihood {
  /** Numbers that the decoder gives for each element of a point. */
  readonly values: number;
  readonly parameters: readonly ParameterSpec[];
  /** ln p(x | z), [B]. @param of the decoder's numbers, `values` tensors of x's shape */
  logProb(x: Tensor, of: readonly Tensor[], scope: LikelihoodScope): Tensor;
  /** E[x | z]. */
  mean(of: readonly Tensor[], scope: LikelihoodScope): Tensor;
  draw(of: readonly Tensor[], scope: LikelihoodScope): Tensor;
}

export type LikelihoodScope = Pick<Scope, 'parameter' | 'noise'>;

export type LikelihoodProblem = Omit<ModelProblem, 'key'>;

/** Of a likelihood of images for other data, which have a default. */
export function onlyForImages(type: string): LikelihoodProblem {
  return { message: `likelihood "${type}" is for images, but the data are not images: remove it to use "gaussian"` };
}

export interface LikelihoodDefinition {
  readonly type: string;
  /** One sentence. */
  readonly summary: string;
  /** Why it cannot model these data, or is no probability of them, with what to do; null: it fits. */
  problem(site: LikelihoodSite): LikelihoodProblem | null;
  build(site: LikelihoodSite): Likelihood;
}
