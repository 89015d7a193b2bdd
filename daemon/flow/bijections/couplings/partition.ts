import { concat, split } from '../../../tensor/ops/concat-split.ts';
import { take } from '../../../tensor/ops/take.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { inverseOrder } from '../linear/orders.ts';

/** Separates the entries of one axis by a mask, and joins them again. */
export interface Partition {
  /** Number of entries of the mask that are 1. */
  readonly kept: number;
  readonly moved: number;
  part(x: Tensor): { readonly kept: Tensor; readonly changing: Tensor };
  join(kept: Tensor, changed: Tensor): Tensor;
}

/** Contiguous sides are split without moving elements; others are gathered first, with the kept ones in front. */
export function partition(mask: readonly (0 | 1)[], axis: number): Partition {
  const indices = mask.map((_, i) => i);
  const kept = indices.filter((i) => mask[i] === 1);
  const moved = indices.filter((i) => mask[i] === 0);
  const common = { kept: kept.length, moved: moved.length };
  if (moved.every((i, k) => i === k)) {
    return {
      ...common,
      part: (x) => {
        const [changing, rest] = split(x, [moved.length, kept.length], axis);
        return { kept: rest!, changing: changing! };
      },
      join: (rest, changed) => concat([changed, rest], axis),
    };
  }
  const order = [...kept, ...moved];
  const back = inverseOrder(order);
  return {
    ...common,
    part: (x) => {
      const [rest, changing] = split(take(x, order, axis), [kept.length, moved.length], axis);
      return { kept: rest!, changing: changing! };
    },
    join: (rest, changed) => take(concat([rest, changed], axis), back, axis),
  };
}
