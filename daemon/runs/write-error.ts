import { FlowscopeError } from '../errors/flowscope-error.ts';
import { noSpace } from '../errors/no-space.ts';
import { systemCode } from '../errors/system-code.ts';

export function isWriteError(error: unknown): error is FlowscopeError {
  return error instanceof FlowscopeError && (error.code === 'disk-full' || error.code === 'unwritable');
}

/** Whether a run pauses on this error and can continue once the user has freed space. No process gets a higher limit. */
export function isPausing(error: unknown): error is FlowscopeError {
  return isWriteError(error) && systemCode(error.cause) !== 'EFBIG';
}

/** Turns a failed write to `file` into `disk-full` or `unwritable`; other errors pass through. */
export function writeError(error: unknown, file: string): unknown {
  const code = systemCode(error);
  if (error instanceof FlowscopeError || code === null) return error;
  const full = noSpace(code);
  if (full !== null) {
    return new FlowscopeError('disk-full', `Cannot write ${file}: ${full.reason} (${code}).`, {
      file,
      cause: error,
      hint: `${full.advice}, then resume the run. The previous checkpoint is intact.`,
    });
  }
  return new FlowscopeError('unwritable', `Cannot write ${file} (${code}).`, {
    file,
    cause: error,
    hint: 'Check the permissions of the folder and that the disk is mounted read-write, then resume the run.',
  });
}
