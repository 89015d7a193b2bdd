/** What a generator and a discriminator play for: the losses of both on one batch, and what is reported of it. */
import type { Environment } from '../../flow/apply/environment.ts';
import { batchMean, wholeBatchMean } from '../../flow/batch-mean.ts';
import { add, mul, neg, reshape, square, sub } from '../../tensor/ops/arithmetic.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { greater, maximum } from '../../tensor/ops/select.ts';
import { reciprocal, softplus } from '../../tensor/ops/unary.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type AdversarialKeys, penaltyOf } from './adversarial-keys.ts';
import type { Discriminator, Side } from './discriminator.ts';
import { gradientPenalty } from './gradient-penalty.ts';
import { spectrallyNormalized } from './spectral-norm.ts';

/** Below any variance of data. */
const SMALLEST = 1e-12;

export interface Game {
  /** Rank 0, for the generator and, where there is one, the encoder. */
  readonly generatorLoss: Tensor;
  readonly discriminatorLoss: Tensor;
  /** Rank 0, by name. */
  readonly terms: Readonly<Record<string, Tensor>>;
}

/**
 * One batch of the game. Sources: Goodfellow et al. 2014 (non-saturating), Gulrajani et al. 2017 (Wasserstein with
 * gradient penalty), Donahue et al. 2017 (pairs).
 * @param learnedReal whether the generator's side also learns from the scores of `real`, whose latents are an encoder's
 */
export function play(
  discriminator: Discriminator,
  keys: AdversarialKeys,
  { real, fake, learnedReal }: { readonly real: Side; readonly fake: Side; readonly learnedReal: boolean },
  given: Environment,
): Game {
  const environment = keys.spectralNorm
    ? { ...given, parameters: spectrallyNormalized(discriminator.parameters, given.parameters) }
    : given;
  const score = (side: Side) => discriminator.score(side, environment);
  const [onReal, onFake] = [score(real), score(fake)];
  const { generator, critic } = LOSSES[keys.loss](onReal, onFake, learnedReal, (x) => batchMean(x, given));
  const weight = penaltyOf(keys);
  const penalty =
    weight > 0
      ? gradientPenalty(
          real,
          fake,
          given.noise('uniform', [real[0].shape[0]!]),
          ([x, ...more]) => score([x!, ...more]),
          given,
        )
      : null;
  return {
    generatorLoss: generator,
    discriminatorLoss: penalty ? add(critic, mul(penalty, scalar(weight))) : critic,
    terms: {
      scoreOfData: batchMean(onReal, given),
      scoreOfSamples: batchMean(onFake, given),
      accuracy: accuracy(onReal, onFake, keys.loss, given),
      spread: spread(real[0], fake[0], given),
      ...(penalty ? { gradientPenalty: penalty } : {}),
    },
  };
}

interface Losses {
  readonly generator: Tensor;
  readonly critic: Tensor;
}

/** @param mean over the batch */
type LossRule = (real: Tensor, fake: Tensor, learnedReal: boolean, mean: (x: Tensor) => Tensor) => Losses;

const LOSSES: Readonly<Record<AdversarialKeys['loss'], LossRule>> = {
  'non-saturating': (real, fake, learnedReal, mean) => {
    const generator = mean(softplus(neg(fake)));
    return {
      generator: learnedReal ? add(generator, mean(softplus(real))) : generator,
      critic: add(mean(softplus(neg(real))), mean(softplus(fake))),
    };
  },
  'wasserstein-gp': (real, fake, learnedReal, mean) => {
    const apart = sub(mean(real), mean(fake));
    return { generator: learnedReal ? apart : neg(mean(fake)), critic: neg(apart) };
  },
};

/**
 * Share of the points of both sides that the discriminator classifies correctly, in [0, 1]: data score above 0, samples below it. A
 * Wasserstein critic is only defined up to a constant, so its border is between the means.
 */
function accuracy(real: Tensor, fake: Tensor, loss: AdversarialKeys['loss'], environment: Environment): Tensor {
  const center = (x: Tensor) => wholeBatchMean(x, environment);
  const border = loss === 'wasserstein-gp' ? mul(add(center(real), center(fake)), scalar(0.5)) : scalar(0);
  const share = (is: Tensor) => batchMean(is, environment);
  return mul(add(share(greater(real, border)), share(greater(border, fake))), scalar(0.5));
}

/** Variance of the samples of a batch as a share of that of its data, summed over dimensions. */
function spread(real: Tensor, fake: Tensor, environment: Environment): Tensor {
  const variance = (x: Tensor) => {
    const flat = reshape(x, [x.shape[0]!, x.shape.slice(1).reduce((a, b) => a * b, 1)]);
    return wholeBatchMean(square(sub(flat, wholeBatchMean(flat, environment, [0]))), environment);
  };
  return mul(variance(fake), reciprocal(maximum(variance(real), scalar(SMALLEST))));
}
