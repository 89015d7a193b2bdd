/** The saved part of a run's progress, apart from its tensors. */

import { isJsonObject, type JsonObject, type JsonValue } from '../encoding/json.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { compareValidations, type Validation } from '../statistics/row-summary.ts';

export interface Progress {
  readonly step: number;
  /** `notFinite`: validation rows whose log q was not finite, which the NLL leaves out. */
  readonly best: { readonly nll: number; readonly notFinite: number; readonly step: number } | null;
  /** Best NLL for early stopping, the number of rows that it leaves out, and the number of validations since. */
  readonly reference: number | null;
  readonly referenceNotFinite: number;
  readonly stale: number;
  /** Steps skipped because their gradient was not finite: in total, and most recently in a row. */
  readonly skipped: number;
  readonly skippedInARow: number;
  /** Loss of the last step, data units, nats. */
  readonly loss: number | null;
}

export const NO_PROGRESS: Progress = {
  step: 0,
  best: null,
  reference: null,
  referenceNotFinite: 0,
  stale: 0,
  skipped: 0,
  skippedInARow: 0,
  loss: null,
};

/** The state record of a checkpoint. `optimizer` names the form of the moments. */
export function progressRecord(progress: Progress, optimizer: string): JsonObject {
  return { ...progress, optimizer };
}

/** Parses a record. @throws FlowscopeError `checkpoint` if it does not match this run's optimizer */
export function readProgress(record: JsonObject, optimizer: string): Progress {
  if (record.optimizer !== optimizer) {
    throw new FlowscopeError(
      'checkpoint',
      `the checkpoint holds the moments of ${String(record.optimizer)}, but the run's optimizer is ${optimizer}`,
      { hint: 'Resume with the optimizer that the run was started with.' },
    );
  }
  const number = (key: string): number | null => (typeof record[key] === 'number' ? record[key] : null);
  const best = record.best;
  return {
    step: number('step') ?? 0,
    best: best === undefined ? null : readBest(best),
    reference: number('reference'),
    referenceNotFinite: number('referenceNotFinite') ?? 0,
    stale: number('stale') ?? 0,
    skipped: number('skipped') ?? 0,
    skippedInARow: number('skippedInARow') ?? 0,
    loss: number('loss'),
  };
}

/** Records of older versions have no row count: their best NLL was over all rows. */
function readBest(value: JsonValue): Progress['best'] {
  if (!isJsonObject(value) || typeof value.nll !== 'number' || typeof value.step !== 'number') return null;
  const { nll, step, notFinite } = value;
  return { nll, step, notFinite: typeof notFinite === 'number' ? notFinite : 0 };
}

/**
 * Records a validation: whether it is the best so far, and the counters of early stopping. Having fewer rows without a
 * finite log q counts more than any NLL, and a validation without a finite row is never the best.
 */
export function validated(
  progress: Progress,
  validation: Validation,
  minDelta: number,
): { readonly progress: Progress; readonly best: boolean } {
  const { step, reference, referenceNotFinite } = progress;
  const notFinite = validation.notFinite?.count ?? 0;
  const best = isBetter(validation, progress.best && known(progress.best.nll, progress.best.notFinite));
  const improved = isBetter(validation, reference === null ? null : known(reference - minDelta, referenceNotFinite));
  const nll = validation.nll ?? Number.NaN;
  return {
    best,
    progress: {
      ...progress,
      best: best ? { nll, notFinite, step } : progress.best,
      reference: improved ? nll : reference,
      referenceNotFinite: improved ? notFinite : referenceNotFinite,
      stale: improved ? 0 : progress.stale + 1,
    },
  };
}

function known(nll: number, notFinite: number): Validation {
  return { nll, notFinite: { count: notFinite } };
}

function isBetter(validation: Validation, than: Validation | null): boolean {
  return compareValidations(validation, than ?? { nll: null }) < 0;
}
