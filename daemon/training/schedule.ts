/** Learning rate schedules. */
import type { TrainingPlan } from '../models/plan.ts';

/** Learning rate of step `step` (1-based) of `steps`. */
export function learningRate(
  training: Pick<TrainingPlan, 'optimizer' | 'schedule'>,
  step: number,
  steps: number,
): number {
  const { optimizer, schedule } = training;
  const base = optimizer.learningRate;
  if (step <= schedule.warmup) return (base * step) / schedule.warmup;
  const progress = Math.min(1, (step - schedule.warmup) / Math.max(1, steps - schedule.warmup));
  switch (schedule.type) {
    case 'constant':
      return base;
    case 'cosine':
      return base * (schedule.final + (1 - schedule.final) * 0.5 * (1 + Math.cos(Math.PI * progress)));
    case 'exponential':
      return base * schedule.final ** progress;
    case 'step':
      return base * schedule.factor ** Math.floor((step - schedule.warmup - 1) / schedule.every);
  }
}
