/** How devices share a batch: in equal parts, in the order of its rows. Rows that are missing at the end only fill up. */
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { Values } from '../../runtime/runtime.ts';

export interface BatchShares {
  /** Rows of the whole batch. */
  readonly batch: number;
  readonly devices: number;
  /** Rows of one device, `batch / devices` rounded up. */
  readonly rows: number;
}

/** @throws FlowscopeError `usage` (exit 2) if a device would have no row */
export function batchShares(batch: number, devices: number): BatchShares {
  if (batch < devices) {
    throw new FlowscopeError('usage', `training.batchSize is ${batch}, which ${devices} devices cannot share`, {
      hint: `Use at most ${batch} devices (--devices), or set training.batchSize to at least ${devices}.`,
      exitCode: 2,
    });
  }
  return { batch, devices, rows: Math.ceil(batch / devices) };
}

/** Rows beyond the batch. */
export function fillers({ batch, devices, rows }: BatchShares): number {
  return rows * devices - batch;
}

/** Weights of all rows of one step, as `BatchShare` has them: 0 for rows that only fill up. */
export function rowWeights(shares: BatchShares): Float32Array {
  const total = shares.rows * shares.devices;
  return new Float32Array(total).fill(total / shares.batch, 0, shares.batch);
}

/** Copies the first rows of a step after its last one, so that what fills up is as good as data. @param width values of a row */
export function fillUp(values: Exclude<Values, Float64Array>, width: number, shares: BatchShares): void {
  const end = shares.batch * width;
  for (let at = end; at < values.length; at += end) values.copyWithin(at, 0, Math.min(end, values.length - at));
}
