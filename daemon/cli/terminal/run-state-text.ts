/** A run's state in words. */
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { formatCount, formatDuration, formatNats } from './numbers.ts';

/** `step 1200 of 4000`, `finished`. */
export function stateText(run: RunInfo): string {
  const place = `step ${formatCount(run.step)} of ${formatCount(run.steps)}`;
  switch (run.status) {
    case 'queued':
      return run.queuePosition === null ? 'waits' : `waits, place ${run.queuePosition}`;
    case 'finished':
      return run.step === run.steps ? `finished, ${formatCount(run.step)} steps` : `finished early, ${place}`;
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
