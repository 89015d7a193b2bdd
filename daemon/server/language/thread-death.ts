/** How the analysis of a client ended, in words. */
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { ThreadDeath } from './analysis-thread.ts';

/** For the user: why a text is not checked. */
export function causeOf(death: ThreadDeath): string {
  if (death.kind === 'silent') return `checking it did not finish within ${Math.floor(death.seconds)} s`;
  if (death.kind === 'memory') return `checking it took more than ${death.mebibytes} MiB of memory`;
  return 'the check failed unexpectedly; the log of the daemon says how';
}

/** The error of a request whose spec ended the analysis. */
export function stoppedCheck(path: string, death: ThreadDeath): FlowscopeError {
  return new FlowscopeError('check-stopped', `This spec was not checked: ${causeOf(death)}.`, {
    file: path,
    exitCode: 2,
    hint: 'Make the spec or its data smaller.',
  });
}

/** For the daemon's log. @param place the document or spec that it worked on; null: none */
export function deathText(place: string | null, death: ThreadDeath): string {
  const at = place === null ? '' : ` at ${place}`;
  if (death.kind === 'crashed') return `the analysis of a client failed${at}: ${death.error.stack}`;
  const why =
    death.kind === 'memory'
      ? `it took more than ${death.mebibytes} MiB of memory`
      : `it did not answer for ${death.seconds.toFixed(1)} s`;
  return `the analysis of a client was stopped${at}: ${why}`;
}
