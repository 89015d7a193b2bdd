/** Checks a `run/start` request: the spec has no errors, and the effective settings are known. */
import type { EngineChoice } from '../../../protocol/engine-choice.ts';
import type { OpenWarning } from '../../../protocol/train-events.ts';
import type { ModelPlan } from '../../models/plan.ts';
import type { CheckSpec } from '../language/open-language.ts';
import type { Session } from '../session.ts';

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
  readonly engine?: EngineChoice;
}

export interface CheckedTraining {
  readonly plan: ModelPlan;
  readonly threads: number;
  /** Optimization steps, if they are known before the data is read. */
  readonly steps: number;
  /** Number of trainable parameters. */
  readonly parameters: number;
  /** About the data. */
  readonly warnings: readonly OpenWarning[];
}

export interface TrainingCheck {
  readonly check: CheckSpec;
  readonly session: Pick<Session, 'id'>;
  readonly signal: AbortSignal;
}

/** @throws SpecError (exit 2) if a diagnostic is an error, or the data is not known; and as `check` */
export async function checkTraining(
  settings: TrainingSettings,
  { check, session, signal }: TrainingCheck,
): Promise<CheckedTraining> {
  const { specText: text, specPath: path, trusted, steps, seed } = settings;
  const checked = await check({ text, path, trusted, missingData: 'error' }, session, signal);
  const { plan, parameters, threads, warnings } = checked;
  const training = {
    ...plan.training,
    ...(steps === null ? {} : { steps, epochs: null }),
    ...(seed === null ? {} : { seed }),
  };
  return {
    plan: { ...plan, training },
    threads: settings.threads ?? threads,
    steps: training.steps ?? 1,
    parameters,
    warnings,
  };
}
