/** The saved part of a training's progress, besides its tensors. */

import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { JsonObject } from '../runs/json.ts';

export interface Progress {
  readonly step: number;
  readonly best: { readonly nll: number; readonly step: number } | null;
  /** Best NLL that counts for early stopping, and validations since. */
  readonly reference: number | null;
  readonly stale: number;
  /** Steps left out because their gradient was not finite: in all, and the last ones in a row. */
  readonly skipped: number;
  readonly skippedInARow: number;
  /** Loss of the last step, data units, nats. */
  readonly loss: number | null;
}

export const NO_PROGRESS: Progress = {
  step: 0,
  best: null,
  reference: null,
  stale: 0,
  skipped: 0,
  skippedInARow: 0,
  loss: null,
};

/** The state record of a checkpoint. `optimizer` names the form of the moments. */
export function progressRecord(progress: Progress, optimizer: string): JsonObject {
  return { ...progress, optimizer };
}

/** Reads a record back. @throws FlowscopeError `checkpoint` if it does not fit this training's optimizer */
export function readProgress(record: JsonObject, optimizer: string): Progress {
  if (record.optimizer !== optimizer) {
    throw new FlowscopeError(
      'checkpoint',
      `the checkpoint holds the moments of ${String(record.optimizer)}, but the run's optimizer is ${optimizer}`,
      { hint: 'Resume with the optimizer the run was started with.' },
    );
  }
  const number = (key: string): number | null => (typeof record[key] === 'number' ? record[key] : null);
  const best = record.best as Progress['best'] | undefined;
  return {
    step: number('step') ?? 0,
    best: best ?? null,
    reference: number('reference'),
    stale: number('stale') ?? 0,
    skipped: number('skipped') ?? 0,
    skippedInARow: number('skippedInARow') ?? 0,
    loss: number('loss'),
  };
}

/** Takes in a validation: whether it is the best so far, and the counters of early stopping. */
export function validated(progress: Progress, nll: number, minDelta: number): { progress: Progress; best: boolean } {
  const best = Number.isFinite(nll) && (progress.best === null || nll < progress.best.nll);
  const improved = Number.isFinite(nll) && (progress.reference === null || nll < progress.reference - minDelta);
  return {
    best,
    progress: {
      ...progress,
      best: best ? { nll, step: progress.step } : progress.best,
      reference: improved ? nll : progress.reference,
      stale: improved ? 0 : progress.stale + 1,
    },
  };
}
