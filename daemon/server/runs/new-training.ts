/** Checks a `run/start` request: the spec has no errors, and the effective settings are known. */
import { availableParallelism } from 'node:os';
import { breathe } from '../../language/analysis/pacer.ts';
import type { ModelPlan } from '../../models/plan.ts';
import { checkedPlan } from './checked-plan.ts';
import { asOutdated } from './executables.ts';

export interface TrainingSettings {
  readonly specText: string;
  /** Absolute. */
  readonly specPath: string;
  readonly trusted: boolean;
  /** Replaces the spec's number of steps. */
  readonly steps: number | null;
  readonly seed: number | null;
  /** null: chosen by the size of the networks. */
  readonly threads: number | null;
}

export interface CheckedTraining {
  readonly plan: ModelPlan;
  readonly threads: number;
  /** Optimization steps, if they are known before the data is read. */
  readonly steps: number;
  /** Number of trainable parameters. */
  readonly parameters: number;
}

/** @throws SpecError (exit 2) if a diagnostic is an error, or the data is not known */
export async function checkTraining(settings: TrainingSettings, signal?: AbortSignal): Promise<CheckedTraining> {
  const { specText: text, specPath: path, trusted, steps, seed } = settings;
  const [plan, { suggestedThreads }, { planParameters }] = await Promise.all([
    checkedPlan({ text, path }, { trusted, missingData: 'error', breathe, ...(signal ? { signal } : {}) }),
    import('../../training/suggested-threads.ts').catch((error: unknown) => {
      throw asOutdated(error);
    }),
    import('../../spec/parameter-counts.ts').catch((error: unknown) => {
      throw asOutdated(error);
    }),
  ]);
  const training = {
    ...plan.training,
    ...(steps === null ? {} : { steps, epochs: null }),
    ...(seed === null ? {} : { seed }),
  };
  const places = await planParameters(plan);
  return {
    plan: { ...plan, training },
    threads: settings.threads ?? suggestedThreads(plan, availableParallelism()),
    steps: training.steps ?? 1,
    parameters: [...places.values()].reduce((total, own) => total + own, 0),
  };
}
