import type { StartEvent } from '../../../protocol/train-events.ts';
import type { Run } from '../../runs/directory/run-directory.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { Engine } from '../engine/engine.ts';
import type { PreparedTraining } from '../prepare-training.ts';
import { floorOf } from '../split-figures.ts';
import type { TrainingJob } from '../training-job.ts';
import type { Judgment } from './judgment.ts';

export interface RunStart {
  readonly run: Run;
  readonly job: TrainingJob;
  /** Step that a resume continues from; null for a new run. */
  readonly resumedFrom: number | null;
  /** The folder with the checkpoints that were moved out of the way. */
  readonly setAside: string | null;
}

/** The first record of a run, or of its resume. */
export function startEvent(
  { run, job, resumedFrom, setAside }: RunStart,
  { plan, dataset, model, steps, parameters }: PreparedTraining,
  { runtime, reason }: Pick<Engine, 'runtime' | 'reason'>,
  { likelihood, pseudo, summary }: Judgment,
): StartEvent {
  const { bits } = summary;
  return {
    event: 'start',
    v: 1,
    runDir: run.directory,
    name: plan.name,
    resumedFrom,
    seed: plan.training.seed,
    steps,
    parameters,
    dimension: sizeOf(plan.inputShape),
    ...(bits === null ? {} : { bits }),
    backend: runtime.name,
    ...(runtime.facts ? { engine: { ...runtime.facts, reason } } : {}),
    threads: job.threads,
    rows: { train: dataset.train.count, validation: dataset.validation.count, test: dataset.test.count },
    floor: model.logDensity ? floorOf(dataset) : null,
    ...(model.lowerBound && !pseudo ? { lowerBound: true } : {}),
    ...(likelihood === 'exact' ? {} : { likelihood }),
    ...(pseudo ? { pseudoLikelihood: true } : {}),
    ...(dataset.reading ? { data: dataset.reading } : {}),
    ...(setAside === null ? {} : { setAside }),
  };
}
