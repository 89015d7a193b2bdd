/** The gradient penalty of Gulrajani et al. 2017, eq. 3. */
import type { Environment } from '../../flow/apply/environment.ts';
import { batchMean } from '../../flow/batch-mean.ts';
import { gradients } from '../../tensor/gradients.ts';
import { add, mul, reshape, square, sub, sum } from '../../tensor/ops/arithmetic.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { sqrt } from '../../tensor/ops/unary.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** Under the root, because its slope at 0 is infinite. */
const TINY = 1e-12;

/**
 * Mean over the batch of (‖∇D‖ − 1)² at random points between data and samples, rank 0.
 * @param real and `fake`: what the discriminator reads, one or more tensors [B, …] @param share uniform noise [B]
 * @param score [B], where each score depends on its own row only
 */
export function gradientPenalty(
  real: readonly Tensor[],
  fake: readonly Tensor[],
  share: Tensor,
  score: (between: readonly Tensor[]) => Tensor,
  environment: Pick<Environment, 'share'>,
): Tensor {
  const between = real.map((x, i) => mix(x, fake[i]!, share));
  const slopes = gradients(sum(score(between)), between);
  const squares = slopes.flatMap((slope) =>
    slope === null
      ? []
      : [
          sum(
            square(slope),
            slope.shape.slice(1).map((_, axis) => axis + 1),
          ),
        ],
  );
  const norm = sqrt(add(squares.reduce(add, scalar(0)), scalar(TINY)));
  return batchMean(square(sub(norm, scalar(1))), environment);
}

/** fake + share·(real − fake). */
function mix(real: Tensor, fake: Tensor, share: Tensor): Tensor {
  const [batch, ...rest] = real.shape;
  return add(fake, mul(sub(real, fake), reshape(share, [batch!, ...rest.map(() => 1)])));
}
