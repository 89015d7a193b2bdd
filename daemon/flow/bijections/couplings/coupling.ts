/** Shared by couplings: separating kept from transformed elements, the network on the kept side, joining again. */
import { reshape } from '../../../tensor/ops/arithmetic.ts';
import { concat, split } from '../../../tensor/ops/concat-split.ts';
import { take } from '../../../tensor/ops/take.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { buildConditioner } from '../../conditioners/build-conditioner.ts';
import type { Bijection, Direction, Scope, Site, Transformed } from '../../definition.ts';
import { resolvedMask } from '../layer-keys.ts';
import { inverseOrder } from '../linear/orders.ts';

/** An elementwise map of n coordinates whose parameters are given. */
export interface ConditionedTransform {
  /** Number of parameters for n coordinates. */
  outputSize(n: number): number;
  /** x [B, n], parameters [B, outputSize(n)]; log-det [B] or [1]. */
  forward(x: Tensor, parameters: Tensor): Transformed;
  inverse(z: Tensor, parameters: Tensor): Transformed;
  /** Share of coordinates outside the bound, [B]. */
  readonly outsideBound?: (x: Tensor) => Tensor;
  readonly pieces?: {
    readonly bound: number;
    /** The places where pieces meet, at the input of the given direction: a tensor [B, n] for each. */
    readonly ends: (parameters: Tensor, direction: Direction) => readonly Tensor[];
  };
}

interface CouplingConfig {
  readonly mask: unknown;
  readonly conditioner?: unknown;
}

export function buildCoupling(config: CouplingConfig, site: Site, transform: ConditionedTransform): Bijection {
  const parts = partition(resolvedMask(config.mask));
  const moved = parts.moved;
  const conditioner = buildConditioner(config.conditioner, {
    inputSize: parts.size - moved,
    contextSize: site.contextSize,
    outputSize: transform.outputSize(moved),
  });
  const apply = (direction: Direction) => (x: Tensor, scope: Scope) => {
    const { kept, changing } = parts.part(reshape(x, [x.shape[0]!, sizeOf(site.inputShape)]));
    const { value, logDet } = transform[direction](changing, conditioner.apply(kept, scope));
    return { value: reshape(parts.join(kept, value), x.shape), logDet };
  };
  const { outsideBound, pieces } = transform;
  return {
    parameters: conditioner.parameters,
    forward: apply('forward'),
    inverse: apply('inverse'),
    ...(outsideBound
      ? { outsideBound: (x) => outsideBound(parts.part(reshape(x, [x.shape[0]!, sizeOf(site.inputShape)])).changing) }
      : {}),
    ...(pieces
      ? {
          pieces: {
            bound: pieces.bound,
            ends: (x, scope, direction) => {
              const { kept } = parts.part(reshape(x, [x.shape[0]!, sizeOf(site.inputShape)]));
              const places = pieces.ends(conditioner.apply(kept, scope), direction);
              return places.map((place) => reshape(parts.join(kept, place), x.shape));
            },
          },
        }
      : {}),
  };
}

interface Partition {
  readonly size: number;
  /** Number of transformed elements. */
  readonly moved: number;
  part(x: Tensor): { readonly kept: Tensor; readonly changing: Tensor };
  join(kept: Tensor, changed: Tensor): Tensor;
}

/** Contiguous sides are split without moving elements; others are gathered first, with the kept ones in front. */
function partition(mask: readonly (0 | 1)[]): Partition {
  const indices = mask.map((_, i) => i);
  const kept = indices.filter((i) => mask[i] === 1);
  const moved = indices.filter((i) => mask[i] === 0);
  const common = { size: mask.length, moved: moved.length };
  if (moved.every((i, k) => i === k)) {
    return {
      ...common,
      part: (x) => {
        const [changing, rest] = split(x, [moved.length, kept.length], 1);
        return { kept: rest!, changing: changing! };
      },
      join: (rest, changed) => concat([changed, rest], 1),
    };
  }
  const order = [...kept, ...moved];
  const back = inverseOrder(order);
  return {
    ...common,
    part: (x) => {
      const [rest, changing] = split(take(x, order, 1), [kept.length, moved.length], 1);
      return { kept: rest!, changing: changing! };
    },
    join: (rest, changed) => take(concat([rest, changed], 1), back, 1),
  };
}
