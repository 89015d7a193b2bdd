/** The distribution p(x | z) of a variational autoencoder. Each is one definition in one file. */
import type { ParameterSpec, Scope } from '../../../flow/definition.ts';
import type { Shape, Tensor } from '../../../tensor/tensor.ts';

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

export interface LikelihoodDefinition {
  readonly type: string;
  /** One sentence. */
  readonly summary: string;
  /** Why it cannot model these data, with what to do; null: it can. */
  problem(site: LikelihoodSite): string | null;
  build(site: LikelihoodSite): Likelihood;
}
