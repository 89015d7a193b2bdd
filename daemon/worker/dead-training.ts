/** Error for a training process that ended without a final event. */
import type { WorkerEnd } from './worker-process.ts';

export interface Death {
  readonly code: 'out-of-memory' | 'crashed' | 'protocol' | 'hung';
  readonly message: string;
}

const MEMORY = /bad_alloc|heap out of memory|out of memory|allocation failed|Array buffer allocation/i;
const TAIL_LINES = 5;

export interface DeathContext {
  /** It had reported that the run began. */
  readonly begun: boolean;
  /** It was killed because it did not respond for this many seconds. */
  readonly silentSeconds?: number;
}

export function describeDeath(end: WorkerEnd, { begun, silentSeconds }: DeathContext): Death {
  const when = begun ? '' : ' before it began';
  if (silentSeconds !== undefined) {
    return {
      code: 'hung',
      message: `the training process did not respond for ${Math.round(silentSeconds)} s and was stopped${when}`,
    };
  }
  if (end.garbage !== null) {
    return { code: 'protocol', message: `the training process sent ${end.garbage} and was stopped${when}` };
  }
  const tail = end.stderr.trim().split('\n').slice(-TAIL_LINES).join('\n');
  if (end.startError !== null) {
    const full = end.startError === 'EMFILE' || end.startError === 'ENFILE';
    const limit = full ? '. No more files can be opened: raise the limit (ulimit -n 4096)' : '';
    return { code: 'crashed', message: `the training process could not be started: ${tail}${limit}` };
  }
  const how = end.signal === null ? `with status ${end.exitCode ?? 'unknown'}` : `by ${end.signal}`;
  if (MEMORY.test(end.stderr)) {
    return {
      code: 'out-of-memory',
      message: `the training process ran out of memory and ended ${how}${when}. A smaller batchSize or network needs less memory.\n${tail}`,
    };
  }
  const killed = end.signal === 'SIGKILL' ? ' (it was killed, perhaps by the system because memory ran out)' : '';
  return { code: 'crashed', message: `the training process ended ${how}${killed}${when}. ${tail}`.trim() };
}
