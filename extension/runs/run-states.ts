/** What can be done with a run in its state, and how that state is shown. */
import { ThemeColor, ThemeIcon } from 'vscode';
import { formatDuration, formatNats } from '../../daemon/cli/terminal/numbers.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';

export type RunAction = 'pause' | 'resume' | 'stop' | 'inspect' | 'delete';

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
  // A training of another process (the command line) is paused and stopped there.
  if (action === 'pause' || action === 'stop') return run.owned;
  return action !== 'resume' || run.status !== 'failed' || run.parameters > 0;
}

export function isActive({ status }: RunInfo): boolean {
  return status === 'queued' || status === 'starting' || status === 'running' || status === 'stopping';
}

export function stateIcon({ status }: RunInfo): ThemeIcon {
  switch (status) {
    case 'queued':
      return new ThemeIcon('watch');
    case 'starting':
    case 'running':
    case 'stopping':
      return new ThemeIcon('sync~spin', new ThemeColor('charts.blue'));
    case 'paused':
      return new ThemeIcon('debug-pause', new ThemeColor('charts.yellow'));
    case 'interrupted':
      return new ThemeIcon('debug-disconnect', new ThemeColor('charts.orange'));
    case 'failed':
      return new ThemeIcon('error', new ThemeColor('errorForeground'));
    case 'finished':
      return new ThemeIcon('pass', new ThemeColor('testing.iconPassed'));
  }
}

/** `step 1200 of 4000`, `finished`. */
export function stateText(run: RunInfo): string {
  const place = `step ${run.step} of ${run.steps}`;
  switch (run.status) {
    case 'queued':
      return run.queuePosition === null ? 'waits' : `waits, place ${run.queuePosition}`;
    case 'finished':
      return run.step === run.steps ? `finished, ${run.step} steps` : `finished early, ${place}`;
    case 'running':
      return run.eta === null ? place : `${place}, ${formatDuration(run.eta)} left`;
    default:
      return `${run.status}, ${place}`;
  }
}

/** The newest negative log-likelihood that is known: validation, else the training loss. Nats. */
export function nllText({ validation, loss }: RunInfo): string | null {
  const nll = validation?.nll ?? loss;
  return nll === null ? null : `NLL ${formatNats(nll)} nats`;
}
