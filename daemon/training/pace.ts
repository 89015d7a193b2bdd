/** How the groups of parameters move: with which optimizer, how often, and which numbers of the schedule each step gets. */
import type { Objective } from '../models/definition.ts';
import type { OptimizerPlan, TrainingPlan } from '../models/plan.ts';
import { optimizerForm, SCHEDULE_COLUMNS, scheduleRow } from './optimizer.ts';
import { learningRate } from './schedule.ts';

/** Objectives that move in the same way share a pace, and its columns of the schedule. */
export interface Pace {
  readonly optimizer: OptimizerPlan;
  /** Steps from one move to the next. */
  readonly every: number;
}

type Training = Pick<TrainingPlan, 'optimizer' | 'discriminatorOptimizer' | 'schedule'>;

/** The pace of an objective. */
export function paceOf({ optimizer, every = 1 }: Objective, training: Training): Pace {
  return { optimizer: (optimizer && training[optimizer]) ?? training.optimizer, every };
}

/** The paces of all objectives, each once, in the order of the schedule's columns. */
export function pacesOf(objectives: readonly Objective[], training: Training): readonly Pace[] {
  const paces: Pace[] = [];
  for (const pace of objectives.map((objective) => paceOf(objective, training)))
    if (paces.every((known) => !isSamePace(known, pace))) paces.push(pace);
  return paces;
}

export function isSamePace(a: Pace, b: Pace): boolean {
  return a.optimizer === b.optimizer && a.every === b.every;
}

/** Width of a pace in the schedule: the optimizer's numbers, and whether it moves unless that is in each step. */
export function paceWidth({ every }: Pace): number {
  return SCHEDULE_COLUMNS.length + (every > 1 ? 1 : 0);
}

/**
 * The columns of one step, 1-based. A group that rests moves in the steps that are multiples of `every`, and its bias
 * corrections count its own moves; learning rates follow the steps of the run.
 */
export function paceRow({ optimizer, every }: Pace, training: Training, step: number, steps: number): number[] {
  const rate = learningRate({ ...training, optimizer }, step, steps);
  const moves = step % every === 0;
  const row = scheduleRow(optimizer, Math.max(1, Math.floor(step / every)), rate);
  return every > 1 ? [...row, moves ? 1 : 0] : row;
}

/** Name of the form of all moments, stored in checkpoints: it must match on resuming. */
export function paceForm(paces: readonly Pace[]): string {
  return [...new Set(paces.map(({ optimizer }) => optimizerForm(optimizer)))].join(', ');
}
