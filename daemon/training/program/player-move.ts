/** What a step does to the groups of an objective: clipping, optimizer, averages. */

import type { TrainingPlan } from '../../models/plan.ts';
import type { OptimizerMove } from '../../programs/optimizer-move.ts';
import type { StepProgram } from '../../programs/step-program.ts';
import { add, mul, reshape, square, sum } from '../../tensor/ops/arithmetic.ts';
import { split } from '../../tensor/ops/concat-split.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { minimum, where } from '../../tensor/ops/select.ts';
import { reciprocal, sqrt } from '../../tensor/ops/unary.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { averaged, type Moments, updateGroup } from '../optimizer.ts';
import { paceWidth } from '../pace.ts';
import type { Player } from './players.ts';

export interface PlayerMove {
  readonly squaredNorm: Tensor;
  readonly next: StepProgram['state'];
  /** The same, for runtimes that compute it in another way. */
  readonly optimizer: OptimizerMove;
}

/**
 * The next state of an objective's groups.
 * @param packed the gradient of each group
 * @param schedule the columns of the objective's pace
 */
export function movePlayer(
  { states, pace }: Player,
  packed: readonly Tensor[],
  schedule: Tensor,
  training: TrainingPlan,
): PlayerMove {
  const squaredNorm = packed.map((g) => sum(square(g))).reduce(add, scalar(0));
  const clipped = clip(packed, squaredNorm, training.gradientClip);
  const [rate, epsilon, decay, moves] = split(
    schedule,
    Array.from({ length: paceWidth(pace) }, () => 1),
    0,
  ).map((part) => reshape(part, [])) as [Tensor, Tensor, Tensor, Tensor?];
  const next = states.flatMap((state, i) => {
    const moments: Moments = { theta: state.theta.input, m: state.m.input, v: state.v.input };
    const next = updateGroup(pace.optimizer, moments, clipped[i]!, { rate, epsilon, decay }, state.group.decay);
    const moved = moves ? restedUnless(moves, moments, next) : next;
    const average = state.average && {
      name: state.average.name,
      input: state.average.input,
      next: averaged(state.average.input, moved.theta, training.ema!.decay),
    };
    return [
      { ...state.theta, next: moved.theta },
      { ...state.m, next: moved.m },
      { ...state.v, next: moved.v },
      ...(average ? [average] : []),
    ];
  });
  const { beta1, beta2 } = pace.optimizer;
  const optimizer: OptimizerMove = {
    rule: { type: pace.optimizer.type === 'adamax' ? 'adamax' : 'adam', beta1, beta2 },
    squaredNorm,
    clip: training.gradientClip,
    schedule: { rate, epsilon, decay, moves: moves ?? null },
    averageDecay: training.ema?.decay ?? null,
    parts: states.map(({ group, theta, m, v, average }, i) => ({
      gradient: packed[i]!,
      ...{ theta: theta.name, m: m.name, v: v.name, average: average?.name ?? null },
      decays: pace.optimizer.type === 'adamw' && group.decay,
    })),
  };
  return { squaredNorm, next, optimizer };
}

/** The moments after a step in which a group moves if `moves` is 1, and rests if it is 0. */
function restedUnless(moves: Tensor, before: Moments, after: Moments): Moments {
  return {
    theta: where(moves, after.theta, before.theta),
    m: where(moves, after.m, before.m),
    v: where(moves, after.v, before.v),
  };
}

function clip(gradient: readonly Tensor[], squaredNorm: Tensor, limit: number | null): readonly Tensor[] {
  if (limit === null) return gradient;
  // min(1, limit/|g|); the tiny offset only avoids 0/0.
  const factor = minimum(scalar(1), mul(reciprocal(add(sqrt(squaredNorm), scalar(1e-12))), scalar(limit)));
  return gradient.map((g) => mul(g, factor));
}
