import { FlowscopeError } from '../errors/flowscope-error.ts';
import { systemCode } from '../errors/system-code.ts';

/** EFBIG comes from a limit on file sizes (`ulimit -f`); for a run it is the same as a full disk. */
const NO_SPACE = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Whether a run pauses on this error and can continue once the user has freed space. */
export function isPausing(error: unknown): error is FlowscopeError {
  return error instanceof FlowscopeError && (error.code === 'disk-full' || error.code === 'unwritable');
}

/** Turns a failed write to `file` into `disk-full` or `unwritable`; other errors pass through. */
export function writeError(error: unknown, file: string): unknown {
  const code = systemCode(error);
  if (error instanceof FlowscopeError || code === null) return error;
  if (NO_SPACE.has(code)) {
    return new FlowscopeError('disk-full', `No space left to write ${file} (${code}).`, {
      file,
      cause: error,
      hint: 'Free some space on this disk (or raise the quota), then resume the run. The previous checkpoint is intact.',
    });
  }
  return new FlowscopeError('unwritable', `Cannot write ${file} (${code}).`, {
    file,
    cause: error,
    hint: 'Check the permissions of the folder and that the disk is mounted read-write, then resume the run.',
  });
}
