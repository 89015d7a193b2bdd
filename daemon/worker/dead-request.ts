/** Error for a request whose process died while working on it. */
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { saidLines } from '../errors/said-lines.ts';
import type { WorkerEnd } from './worker-process.ts';

const MEMORY = /bad_alloc|heap out of memory|out of memory|allocation failed|Array buffer allocation/i;
const TAIL_LINES = 5;

export interface DeadRequestContext {
  /** For the message: "The inspection process". */
  readonly name: string;
  /** The process had loaded its runtime. */
  readonly ready: boolean;
  /** It was killed because it sent nothing for this many seconds; null otherwise. */
  readonly silentSeconds: number | null;
}

/** The next request gets a new process, so each message is about this request only. */
export function deadRequest(end: WorkerEnd, { name, ready, silentSeconds }: DeadRequestContext): FlowscopeError {
  const when = ready ? '' : ' before it was ready';
  if (silentSeconds !== null) {
    return new FlowscopeError(
      'hung',
      `${name} did not respond for ${Math.round(silentSeconds)} s and was stopped${when}`,
      {
        hint: 'Request less at once: fewer rows, points or columns.',
      },
    );
  }
  if (end.garbage !== null) {
    return new FlowscopeError('protocol', `${name} sent ${end.garbage} and was stopped${when}`);
  }
  const lines = saidLines(end.stderr);
  const tail = lines.slice(-TAIL_LINES).join('\n');
  const how = end.signal === null ? `with status ${end.exitCode ?? 'unknown'}` : `by ${end.signal}`;
  const memory = lines.find((line) => MEMORY.test(line));
  if (memory !== undefined) {
    return new FlowscopeError('out-of-memory', `${name} ran out of memory and ended ${how}${when}. ${memory}`, {
      hint: 'Request less at once: fewer rows, points or columns.',
    });
  }
  const killed = end.signal === 'SIGKILL' ? ' (it was killed, perhaps by the system because memory ran out)' : '';
  return new FlowscopeError('crashed', `${name} ended ${how}${killed}${when}. ${tail}`.trim(), {
    hint: 'Try again: a new process will answer. If it happens again, see the log of the daemon.',
  });
}
