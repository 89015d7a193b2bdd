/** The message about a run that diverged. */
import type { Objective } from '../models/definition.ts';
import type { StepReport } from './step-report.ts';
import type { Divergence } from './stepper.ts';

/** Enough steps that a few spikes do not move the median. */
const RECENT_STEPS = 64;
const FEWEST_STEPS = 10;

/** The usual norm of the gradients of an objective, before clipping. */
export interface GradientNorms {
  add(reports: readonly StepReport[]): void;
  /** Median of the last 64 steps to one significant digit; null after fewer than 10 steps. */
  typical(objective: number): number | null;
}

export function gradientNorms(): GradientNorms {
  let recent: readonly StepReport[] = [];
  return {
    add(reports) {
      recent = [...recent, ...reports].slice(-RECENT_STEPS);
    },
    typical(objective) {
      const norms = recent.map(({ objectives }) => objectives[objective]!.gradientNorm).filter(Number.isFinite);
      if (norms.length < FEWEST_STEPS) return null;
      const median = norms.sort((a, b) => a - b)[Math.floor(norms.length / 2)]!;
      return Number(median.toPrecision(1));
    },
  };
}

export interface DivergenceCircumstances {
  readonly objectives: readonly Objective[];
  /** Added to each loss by constant maps of the data. */
  readonly offsets: readonly number[];
  readonly gradientClip: number | null;
  /** Largest `scaleBound` of the layers; null: none has one. */
  readonly scaleBound: number | null;
  readonly norms: GradientNorms;
}

const NOT_FINITE: Readonly<Record<string, string>> = {
  NaN: 'not a number',
  Infinity: 'infinity',
  '-Infinity': 'minus infinity',
};

/** The value, the step and what to change. */
export function divergenceMessage(
  { step, loss, objective }: Divergence,
  { objectives, offsets, gradientClip, scaleBound, norms }: DivergenceCircumstances,
): string {
  const { name, likelihood, optimizer = 'optimizer' } = objectives[objective]!;
  const what = objectives.length > 1 ? `the loss of '${name}'` : 'the loss';
  const value = Number.isFinite(loss)
    ? `${(loss - offsets[objective]!).toPrecision(4)}${likelihood ? ' nats' : ''}`
    : (NOT_FINITE[String(loss)] ?? String(loss));
  // Before the first update only the data can be the cause.
  const advice =
    step === 1 && likelihood
      ? 'This is the first step, so the data are far from the base distribution or not finite. For tables, set "standardize": true. For images, put dequantize and logit, or actnorm, before the other layers.'
      : `Lower training.${optimizer}.learningRate, warm up longer (training.schedule.warmup), ${boundAdvice(scaleBound)}or ${clipAdvice(gradientClip, norms.typical(objective))}.`;
  return `${what} at step ${step} is ${value}: training diverged. ${advice}`;
}

/** In many layers, the largest scales multiply: one unusual row may then have any loss. */
const FIRM_BOUND = 1;

function boundAdvice(bound: number | null): string {
  return bound === null || bound <= FIRM_BOUND
    ? ''
    : `set "scaleBound": ${FIRM_BOUND} in the layers (it is ${bound}), `;
}

function clipAdvice(clip: number | null, typical: number | null): string {
  if (clip !== null) return `lower training.gradientClip, which is ${clip}`;
  return typical === null || typical === 0
    ? 'clip gradients (training.gradientClip)'
    : `clip gradients to their usual norm ("gradientClip": ${typical} in training)`;
}
