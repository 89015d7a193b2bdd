/**
 * Adam, AdamW and Adamax in scaled form: the moments are sums instead of averages, so that one step takes fewer passes
 * over memory (M ← β₁M + g, V ← β₂V + g², θ ← θ − lr′·M/(√V + ε′)). The bias corrections are part of lr′ and ε′, which
 * the host computes in float64. Sources: Kingma & Ba 2015 (Adam, Adamax), Loshchilov & Hutter 2019 (AdamW).
 */
import type { OptimizerPlan } from '../models/plan.ts';
import { add, div, mul, square, sub } from '../tensor/ops/arithmetic.ts';
import { scalar } from '../tensor/ops/leaf.ts';
import { maximum } from '../tensor/ops/select.ts';
import { abs, sqrt } from '../tensor/ops/unary.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Name of the form, stored in checkpoints: it must match on resuming. */
export function optimizerForm({ type, beta1, beta2 }: OptimizerPlan): string {
  return `${type}-scaled(${beta1}, ${beta2})`;
}

/** The schedule's numbers for one step, in column order. */
export const SCHEDULE_COLUMNS = ['rate', 'epsilon', 'decay'] as const;

/** `step` is 1-based and counts applied and skipped steps alike; `rate` is the current learning rate. */
export function scheduleRow(
  { type, beta1, beta2, epsilon, weightDecay }: OptimizerPlan,
  step: number,
  rate: number,
): number[] {
  const first = (1 - beta1) / (1 - beta1 ** step);
  if (type === 'adamax') return [rate * first, epsilon, 0];
  const c = Math.sqrt((1 - beta2) / (1 - beta2 ** step));
  return [(rate * first) / c, epsilon / c, type === 'adamw' ? rate * weightDecay : 0];
}

export interface Moments {
  readonly theta: Tensor;
  readonly m: Tensor;
  readonly v: Tensor;
}

/** One update of a group. Schedule tensors have rank 0. */
export function updateGroup(
  optimizer: OptimizerPlan,
  { theta, m, v }: Moments,
  gradient: Tensor,
  schedule: { readonly rate: Tensor; readonly epsilon: Tensor; readonly decay: Tensor },
  decays: boolean,
): Moments {
  const nextM = add(mul(m, scalar(optimizer.beta1)), gradient);
  const decayed = optimizer.type === 'adamw' && decays ? mul(theta, sub(scalar(1), schedule.decay)) : theta;
  if (optimizer.type === 'adamax') {
    const nextV = maximum(mul(v, scalar(optimizer.beta2)), add(abs(gradient), schedule.epsilon));
    return { theta: sub(decayed, mul(div(nextM, nextV), schedule.rate)), m: nextM, v: nextV };
  }
  const nextV = add(mul(v, scalar(optimizer.beta2)), square(gradient));
  const direction = div(nextM, add(sqrt(nextV), schedule.epsilon));
  return { theta: sub(decayed, mul(direction, schedule.rate)), m: nextM, v: nextV };
}

/** E ← E + (1 − β)(θ − E). */
export function averaged(average: Tensor, theta: Tensor, decay: number): Tensor {
  return add(average, mul(sub(theta, average), scalar(1 - decay)));
}
