/** Which actions a run's state allows. */
import type { RunInfo } from './rpc/run-methods.ts';

/** `again`: training its spec anew, as another run. `annotate`: changing its label and its note. */
export const RUN_ACTIONS = ['pause', 'resume', 'again', 'stop', 'inspect', 'annotate', 'delete'] as const;
export type RunAction = (typeof RUN_ACTIONS)[number];

const ACTIONS: Readonly<Record<RunInfo['status'], readonly RunAction[]>> = {
  queued: ['stop'],
  starting: ['stop'],
  running: ['pause', 'stop', 'inspect', 'annotate'],
  stopping: ['inspect', 'annotate'],
  paused: ['resume', 'stop', 'inspect', 'annotate'],
  interrupted: ['resume', 'inspect', 'annotate', 'delete'],
  failed: ['resume', 'again', 'inspect', 'annotate', 'delete'],
  finished: ['inspect', 'annotate', 'delete'],
};

export function can(run: RunInfo, action: RunAction): boolean {
  if (!ACTIONS[run.status].includes(action)) return false;
  const hasCheckpoint = run.checkpoints.length > 0;
  switch (action) {
    case 'inspect':
      return hasCheckpoint;
    case 'annotate':
      return hasBegun(run);
    case 'pause':
    case 'stop':
      // A run of another process (the command line) is paused and stopped there.
      return run.owned;
    case 'resume':
      return run.status !== 'failed' || hasCheckpoint;
    case 'again':
      return !hasCheckpoint;
    case 'delete':
      return true;
  }
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
