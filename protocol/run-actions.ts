/** Which actions a run's state allows. */
import type { RunInfo } from './rpc/run-methods.ts';

export const RUN_ACTIONS = ['pause', 'resume', 'stop', 'inspect', 'delete'] as const;
export type RunAction = (typeof RUN_ACTIONS)[number];

const ACTIONS: Readonly<Record<RunInfo['status'], readonly RunAction[]>> = {
  queued: ['stop'],
  starting: ['stop'],
  running: ['pause', 'stop', 'inspect'],
  stopping: ['inspect'],
  paused: ['resume', 'stop', 'inspect'],
  interrupted: ['resume', 'inspect', 'delete'],
  failed: ['resume', 'inspect', 'delete'],
  finished: ['inspect', 'delete'],
};

export function can(run: RunInfo, action: RunAction): boolean {
  if (!ACTIONS[run.status].includes(action)) return false;
  if (action === 'inspect') return run.checkpoints.length > 0;
  // A run of another process (the command line) is paused and stopped there.
  if (action === 'pause' || action === 'stop') return run.owned;
  return action !== 'resume' || run.status !== 'failed' || hasBegun(run);
}

/** Whether it has a log and files to request. An older daemon knows the parameters only of such runs. */
export function hasBegun({ begun, parameters }: Pick<RunInfo, 'begun' | 'parameters'>): boolean {
  return begun ?? parameters > 0;
}

/** It will not continue unless it is resumed. */
export function isAtRest({ status }: Pick<RunInfo, 'status'>): boolean {
  return status === 'finished' || status === 'interrupted' || status === 'failed';
}

export function isActive({ status }: RunInfo): boolean {
  return status === 'queued' || status === 'starting' || status === 'running' || status === 'stopping';
}
