import { FlowscopeError } from '../../errors/flowscope-error.ts';

/** Error for a checkpoint file that cannot be used, with the file and the reason. */
export function checkpointError(file: string, reason: string, cause?: unknown): FlowscopeError {
  return new FlowscopeError('checkpoint', `Cannot read ${file}: ${reason}.`, {
    file,
    cause,
    hint: 'Use another checkpoint of the run (--checkpoint N); `flowscope runs --json` lists them.',
  });
}
