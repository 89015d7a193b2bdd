/** What to say when the game goes wrong. */
import type { Watch } from '../definition.ts';
import type { TrainingPlan } from '../plan.ts';
import { type AdversarialKeys, penaltyOf } from './adversarial-keys.ts';

/** The settings of a game. */
export interface WatchedGame {
  readonly keys: AdversarialKeys;
  readonly training: Pick<TrainingPlan, 'batchSize' | 'optimizer' | 'discriminatorOptimizer'>;
  /** Where the keys are in the spec: empty, or a path that ends with a dot. */
  readonly at: string;
}

/** Steps over which terms are averaged: a few steps say nothing. */
const STEPS = 500;
const TOLD_APART = 0.99;
const COLLAPSED = 0.05;
const DIVERGED = 10;
/** In a smaller batch, the variances of samples and data say little: of one point, it is 0. */
const FEWEST_POINTS = 16;

const SAMPLES_DIVERGED = 'samples-diverged';
const SAMPLES_COLLAPSED = 'samples-collapsed';

const LOOK = 'Look at the samples (flowscope sample).';

const percent = (share: number) => `${Number((100 * share).toPrecision(3))} %`;

export function watchesOf(game: WatchedGame): readonly Watch[] {
  const ofSpread = game.training.batchSize < FEWEST_POINTS ? [] : [diverged(game), collapsed(game)];
  // A critic that classifies all correctly is what the Wasserstein loss wants: its slope stays useful.
  return game.keys.loss === 'wasserstein-gp' ? ofSpread : [...ofSpread, wins(game)];
}

function diverged({ training }: WatchedGame): Watch {
  return {
    code: SAMPLES_DIVERGED,
    term: 'spread',
    steps: STEPS,
    above: DIVERGED,
    message: (spread) =>
      `the samples have ${times(spread)} times the variance of the data: training diverges. ${lowerRate(training)} ${LOOK}`,
  };
}

function collapsed(game: WatchedGame): Watch {
  return {
    code: SAMPLES_COLLAPSED,
    term: 'spread',
    steps: STEPS,
    below: COLLAPSED,
    message: (spread) =>
      `the samples have ${percent(spread)} of the variance of the data: the generator has collapsed to few points. ${recipe(game)} ${LOOK}`,
  };
}

/** Samples that have diverged or collapsed are easily told from data. */
function wins(game: WatchedGame): Watch {
  return {
    code: 'discriminator-wins',
    term: 'accuracy',
    steps: STEPS,
    above: TOLD_APART,
    explainedBy: [SAMPLES_DIVERGED, SAMPLES_COLLAPSED],
    message: (accuracy) =>
      `the discriminator classifies ${percent(accuracy)} of data and samples correctly, so the generator hardly learns. ${recipe(game)} ${LOOK}`,
  };
}

function times(spread: number): string {
  return spread < 1e6 ? String(Math.round(spread)) : spread.toPrecision(2);
}

function lowerRate({ optimizer }: WatchedGame['training']): string {
  return `Lower training.optimizer.learningRate (now ${optimizer.learningRate}).`;
}

/**
 * The changes that make the game the one of docs/flow-spec.md. Measured on eight-gaussians: from learning rates with which
 * the discriminator wins, and from others with which the samples collapse, it leads to samples of all modes. Spectral
 * normalization alone and several steps of the critic alone did not.
 */
function recipe({ keys, training, at }: WatchedGame): string {
  const { optimizer, discriminatorOptimizer = optimizer } = training;
  const changes = [
    ...(keys.loss === 'wasserstein-gp' ? [] : [`${at}loss to "wasserstein-gp"`]),
    ...(keys.loss === 'wasserstein-gp' && penaltyOf(keys) === 1 ? [] : [`${at}gradientPenalty to 1`]),
    ...(keys.spectralNorm ? [`${at}spectralNorm to false`] : []),
    ...(keys.discriminatorSteps === 1 ? [] : [`${at}discriminatorSteps to 1`]),
    ...(optimizer.learningRate === 2e-4 ? [] : ['training.optimizer.learningRate to 2e-4']),
    ...(discriminatorOptimizer.learningRate === 2e-3 ? [] : ['training.discriminatorOptimizer.learningRate to 2e-3']),
  ];
  const last = changes.pop();
  if (last === undefined) return lowerRate(training);
  return `Set ${changes.length === 0 ? last : `${changes.join(', ')} and ${last}`}.`;
}
