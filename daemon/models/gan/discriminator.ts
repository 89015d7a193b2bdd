/** The network that tells data from samples. */
import type { Environment } from '../../flow/apply/environment.ts';
import type { StoredParameter } from '../../flow/parameters.ts';
import { reshape } from '../../tensor/ops/arithmetic.ts';
import { concat } from '../../tensor/ops/concat-split.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { PointSite } from '../networks/network.ts';
import { pointsToVector } from '../networks/point-networks.ts';

/** What it reads of one side: points [B, …], and what goes with them, such as latents [B, size] of pairs. */
export type Side = readonly [points: Tensor, ...more: Tensor[]];

export interface Discriminator {
  readonly parameters: readonly StoredParameter[];
  /** Above 0 for data, below 0 for samples; a logit, or the value of a Wasserstein critic. [B] */
  score(side: Side, environment: Environment): Tensor;
}

/** @param extra number of values that go with each point */
export function discriminatorOf(config: object, site: PointSite, extra: number): Discriminator {
  const network = pointsToVector({ name: DISCRIMINATOR, config, site, outputs: 1, extra, start: 'hidden' });
  return {
    parameters: network.parameters,
    score([points, ...more], environment) {
      const scores =
        more.length === 0
          ? network.apply(points, environment)
          : network.applyWith(points, concat(more, 1), environment);
      return reshape(scores, [points.shape[0]!]);
    },
  };
}

/** Its parameter group, and the first part of its parameters' names. */
export const DISCRIMINATOR = 'discriminator';
