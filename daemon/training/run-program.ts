/** The step program of prepared training, for a runtime. */
import { dtypeOf } from '../data/prepare.ts';
import { rowWidth } from '../data/stored/stored-rows.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { type LossLimit, lossLimitOf } from './loss-limit.ts';
import type { PreparedTraining } from './prepare-training.ts';
import { type TrainingProgram, trainingProgram } from './training-program.ts';
import type { StateLayout } from './training-state.ts';

export interface RunProgram {
  readonly program: TrainingProgram;
  readonly layout: StateLayout;
  readonly lossLimit: LossLimit;
  /** Number of steps in a chunk whose indices, noise and gathered rows fill 64 MiB. */
  readonly chunkLimit: number;
}

/** @throws FlowscopeError `usage` if there are more devices than rows in a batch */
export function runProgram(
  { plan, dataset, transform, rows, model }: PreparedTraining,
  { capabilities }: Pick<Runtime, 'capabilities'>,
): RunProgram {
  const { training } = plan;
  const { devices = 1 } = capabilities;
  const lossLimit = lossLimitOf(training, plan.inputShape, transform.logDet);
  const program = trainingProgram(
    model,
    training,
    {
      rows: rows.count,
      dtype: dtypeOf(rows),
      entry: transform.entry,
      ...(dataset.mirrored ? { mirrored: (plan.context?.images ?? []).map(({ shape }) => shape) } : {}),
      gathered: rows.stored !== undefined,
      weighted: rows.weights !== undefined,
    },
    { repeats: capabilities.repeats, devices, lossLimit: lossLimit.compiled },
  );
  const layout: StateLayout = {
    groups: program.groups,
    fixed: model.parameters.filter(({ trainable }) => !trainable),
    averaged: training.ema !== null,
  };
  const gathered = rows.stored ? rowWidth(rows) : 0;
  const fixed = (8 + 4 * gathered) * training.batchSize;
  const bytes = program.noise.reduce((total, { shape }) => total + 4 * devices * sizeOf(shape), fixed);
  return { program, layout, lossLimit, chunkLimit: Math.max(1, Math.floor(2 ** 26 / bytes)) };
}
