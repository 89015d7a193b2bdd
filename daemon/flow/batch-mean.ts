/** Means over a batch, whose rows may have weights, and of which a device may have only a share: then others have the rest. */

import { allMean } from '../tensor/ops/all-mean.ts';
import { mean, mul, reshape } from '../tensor/ops/arithmetic.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** A device's share of a batch that several devices compute. */
export interface BatchShare {
  /** Of each row, [rows]: their mean over all devices is 1, and rows that only fill up have 0. null: all are 1. */
  readonly weights: Tensor | null;
  /** The rows themselves have weights, so that their mean is 1 only on average over many batches. */
  readonly uneven?: true;
}

interface Shared {
  /** Absent: the device has the whole batch. */
  readonly share?: BatchShare;
}

/**
 * The mean over the rows of the device, weighted, whose mean over the devices is that over the batch. So it is for losses
 * and for terms that are reported: they are averaged over the devices together with the gradients.
 * @param x [rows, …], or [1, …] if it is the same for all rows: then it counts as often as the rows
 * @param axes with the rows' axis 0. Default: all
 */
export function batchMean(x: Tensor, { share }: Shared, axes: readonly number[] | null = null): Tensor {
  const weights = share?.weights ?? null;
  if (weights === null) return mean(x, axes);
  if (x.shape[0] === 1 && weights.shape[0] !== 1) {
    return share?.uneven ? mul(mean(x, axes), mean(weights)) : mean(x, axes);
  }
  return mean(mul(x, reshape(weights, [weights.shape[0]!, ...x.shape.slice(1).map(() => 1)])), axes);
}

/** The mean over the batch itself, for what is no linear function of it. It costs an exchange between the devices. */
export function wholeBatchMean(x: Tensor, shared: Shared, axes: readonly number[] | null = null): Tensor {
  const own = batchMean(x, shared, axes);
  return shared.share === undefined ? own : allMean(own);
}
