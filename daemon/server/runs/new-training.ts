/** What `run/start` asks for, checked: a spec without errors and the settings in force. */
import { availableParallelism } from 'node:os';
import { basename, dirname } from 'node:path';
import type { Plan } from '../../spec/plan.ts';
import { SpecError } from '../../spec/spec-error.ts';
import { asOutdated } from './executables.ts';

export interface TrainingSettings {
  readonly specText: string;
  /** Absolute. */
  readonly specPath: string;
  readonly trusted: boolean;
  /** Instead of the spec's. */
  readonly steps: number | null;
  readonly seed: number | null;
  /** null: suggested by the size of the networks. */
  readonly threads: number | null;
}

export interface CheckedTraining {
  readonly plan: Plan;
  readonly threads: number;
  /** Optimization steps, as far as they are known before the data is read. */
  readonly steps: number;
}

/**
 * The spec language is loaded when the first training asks for it.
 * @throws SpecError (exit 2) if a diagnostic is an error, or the data is not known
 */
export async function checkTraining(settings: TrainingSettings): Promise<CheckedTraining> {
  const { specText, specPath, trusted, steps, seed } = settings;
  const [{ checkSpec }, { suggestedThreads }] = await Promise.all([
    import('../../spec/check-spec.ts'),
    import('../../training/suggested-threads.ts'),
  ]).catch((error: unknown) => {
    throw asOutdated(error);
  });
  const { plan, diagnostics } = await checkSpec(specText, {
    folder: dirname(specPath),
    trusted,
    fileStem: basename(specPath).replace(/(\.flow)?\.json$/, ''),
    missingData: 'error',
  });
  // Where a spec is edited this is no error: the shape may be known without the data.
  const outside = diagnostics.filter(({ code }) => code === 'needs-trust');
  if (outside.length > 0) throw new SpecError(specPath, outside);
  if (plan === null) throw new SpecError(specPath, diagnostics);
  const training = {
    ...plan.training,
    ...(steps === null ? {} : { steps, epochs: null }),
    ...(seed === null ? {} : { seed }),
  };
  return {
    plan: { ...plan, training },
    threads: settings.threads ?? suggestedThreads(plan, availableParallelism()),
    steps: training.steps ?? 1,
  };
}
