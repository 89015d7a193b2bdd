/**
 * Flow-GAN: a flow that is the generator of a game and keeps its exact log-likelihood. Grover, Dhar, Ermon 2018, eq. 5:
 * the flow minimizes the loss of the game + λ·(−mean log q).
 */
import type { Environment } from '../../flow/apply/environment.ts';
import { traitsOf } from '../../flow/bijections/registry.ts';
import { baseSample, decoded, type Flow, withEncodedContext } from '../../flow/flow.ts';
import { latentNoiseShape } from '../../flow/latent-noise.ts';
import type { Leaf, Segment } from '../../flow/segments.ts';
import { add, mul } from '../../tensor/ops/arithmetic.ts';
import { concat } from '../../tensor/ops/concat-split.ts';
import { constant, scalar } from '../../tensor/ops/leaf.ts';
import { sizeOf, type Tensor } from '../../tensor/tensor.ts';
import type { Model } from '../definition.ts';
import type { AdversarialPlan, TrainingPlan } from '../plan.ts';
import { discriminatorOf } from './discriminator.ts';
import { play } from './game.ts';
import { playersOf } from './players.ts';
import { watchesOf } from './watches.ts';

/** The term that is the mean of −log q. */
const NLL = 'nll';

/**
 * @param likelihood the flow as a model with the single loss −mean log q
 * @param training of the plan, with the objective
 */
export function adversarialFlow(
  flow: Flow,
  likelihood: Model,
  { objective, ...training }: TrainingPlan & { readonly objective: AdversarialPlan },
): Model {
  const { inputShape, contextSize } = flow;
  const [own] = likelihood.groups;
  const discriminator = discriminatorOf(objective.discriminator, { inputShape, contextSize }, 0);
  const { before, after } = continuousPart(flow.segments);
  // Dequantized images are in [0, 1).
  const shown = (points: Tensor) => (before ? add(mul(points, scalar(2)), scalar(-1)) : points);
  return {
    ...likelihood,
    parameters: [...likelihood.parameters, ...discriminator.parameters],
    ...playersOf(own!, discriminator, objective),
    watches: watchesOf({ keys: objective, training, at: 'training.objective.' }),
    likelihoodTerms: [NLL],
    batch(x, given) {
      const environment = withEncodedContext(flow, given);
      let points = x;
      const { losses, terms, layers } = likelihood.batch(x, {
        ...environment,
        probe({ leaf, to }) {
          if (leaf === before) points = to;
          return {};
        },
      });
      const z = baseSample(flow, latentNoise(flow, x.shape[0]!, environment), constant([1], [1]), environment);
      const samples = decoded({ ...flow, segments: after }, z, environment);
      const game = play(
        discriminator,
        objective,
        { real: [shown(points)], fake: [shown(samples)], learnedReal: false },
        environment,
      );
      const nll = losses[0]!;
      const weighted = mul(nll, scalar(objective.likelihoodWeight));
      return {
        losses: [add(game.generatorLoss, weighted), game.discriminatorLoss],
        terms: { ...terms, [NLL]: nll, ...game.terms },
        layers,
      };
    },
  };
}

/**
 * The layers between the latent and what the discriminator reads. Rounding has no gradient, so they end where data are
 * dequantized.
 */
function continuousPart(segments: readonly Segment[]): {
  readonly before: Leaf | null;
  readonly after: readonly Segment[];
} {
  const dequantizes = (segment: Segment): segment is Leaf =>
    segment.kind === 'leaf' && traitsOf(segment.type).dequantizes === true;
  const at = segments.findLastIndex(dequantizes);
  const before = segments[at];
  return { before: before && dequantizes(before) ? before : null, after: segments.slice(at + 1) };
}

/** As `baseSample` needs it: normal for what splits factored out, then the base's own. */
function latentNoise(flow: Flow, batch: number, { noise }: Environment): Tensor {
  const { base } = flow;
  const { start } = flow.latentParts.at(-1)!;
  const shape = latentNoiseShape(flow);
  if (base.noise === 'normal' || start === 0) return noise(base.noise, [batch, ...shape]);
  return concat([noise('normal', [batch, start]), noise(base.noise, [batch, sizeOf(shape) - start])], 1);
}
