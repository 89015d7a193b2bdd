/** q(z | x) of a variational autoencoder, N(μ(x), diag σ(x)²), and its distance from N(0, 1). */
import type { Environment } from '../../flow/apply/environment.ts';
import { standardNormalLogProb } from '../../flow/bases/gaussian.ts';
import { add, mul, neg, square, sub, sum } from '../../tensor/ops/arithmetic.ts';
import { split } from '../../tensor/ops/concat-split.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { clamp } from '../../tensor/ops/select.ts';
import { exp } from '../../tensor/ops/unary.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** ln σ of the posterior stays in this range, so that neither e^−lnσ nor e^lnσ overflows early in training. */
const LOWEST = -12;
const HIGHEST = 8;

export interface Posterior {
  /** μ and ln σ, [B, latent] each. */
  readonly center: Tensor;
  readonly logScale: Tensor;
}

/** @param numbers of the encoder, [B, 2·latent] */
export function posteriorOf(numbers: Tensor, latent: number): Posterior {
  const [center, logScale] = split(numbers, [latent, latent], 1) as [Tensor, Tensor];
  return { center, logScale: clamp(logScale, LOWEST, HIGHEST) };
}

/** A draw z = μ + σ·ε, and ln q(z | x), [B]. */
export function drawn({ center, logScale }: Posterior, noise: Environment['noise']) {
  const epsilon = noise('normal', center.shape);
  return {
    z: add(center, mul(exp(logScale), epsilon)),
    logProb: sub(standardNormalLogProb(epsilon), sum(logScale, [1])),
  };
}

/** KL(q(z_j | x) ‖ N(0, 1)) = (μ² + σ² − 1)/2 − ln σ for each dimension, [B, latent], nats (Kingma & Welling 2014, appendix B). */
export function divergences({ center, logScale }: Posterior): Tensor {
  const squares = add(square(center), exp(mul(logScale, scalar(2))));
  return add(mul(sub(squares, scalar(1)), scalar(0.5)), neg(logScale));
}
