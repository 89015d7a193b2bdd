import { basename, dirname } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';

/** Error for a checkpoint file that cannot be used, with the file and the reason. */
export function checkpointError(file: string, reason: string, cause?: unknown): FlowscopeError {
  return new FlowscopeError('checkpoint', `Cannot read ${file}: ${reason}.`, {
    file,
    reason,
    cause,
    hint: `\`flowscope fsck ${runOf(file)}\` lists what is damaged, and repairs what it can with --repair. --checkpoint latest, or the number of a step, uses another checkpoint.`,
  });
}

/** The run directory, from the path of its checkpoints folder or of a file in it. */
function runOf(file: string): string {
  const folder = basename(file) === 'checkpoints' ? file : dirname(file);
  return dirname(folder);
}
