import { basename, dirname } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { SNAPSHOTS } from '../directory/run-paths.ts';

/** Error for a checkpoint file that cannot be used, with the file and the reason. */
export function checkpointError(file: string, reason: string, cause?: unknown): FlowscopeError {
  return new FlowscopeError('checkpoint', `Cannot read ${file}: ${reason}.`, {
    file,
    reason,
    cause,
    hint: `${repairAdvice(runOf(file), [file])} --checkpoint latest, or the number of a step, uses another checkpoint.`,
  });
}

/** Error for a checkpoint of which nothing is left. @param others that can be used instead */
export function lostCheckpoint(
  file: string,
  reason: string,
  others: readonly { readonly step: number }[],
): FlowscopeError {
  const steps = others.map(({ step }) => step).join(', ');
  const instead = steps === '' ? 'The run has no other checkpoint.' : `--checkpoint STEP uses another one: ${steps}.`;
  return new FlowscopeError('checkpoint', `Cannot read ${file}: ${reason}.`, {
    file,
    reason,
    hint: `Nothing can rebuild it: restore its two files from a backup. ${instead}`,
  });
}

/**
 * What `fsck` can do about damaged files: it writes a manifest again if the log proves its checkpoint. Nothing has the
 * tensors of a checkpoint twice.
 * @param run its directory
 */
export function repairAdvice(run: string, files: readonly string[]): string {
  // Nothing else needs a snapshot, and the log does not name it.
  if (files.some(isSnapshot)) {
    return 'Nothing can rebuild snapshots: restore them from a backup, or remove them. Training and checkpoints do not need them.';
  }
  return files.some((file) => file.endsWith('.json'))
    ? `\`flowscope fsck ${run} --repair\` writes a manifest again if the log of the run proves its checkpoint.`
    : `\`flowscope fsck ${run}\` lists what is damaged. Nothing can rebuild it: restore it from a backup.`;
}

/** The run directory, from the path of its checkpoints folder or of a file in it. */
function runOf(file: string): string {
  const folder = basename(file) === 'checkpoints' || basename(file) === SNAPSHOTS ? file : dirname(file);
  return dirname(folder);
}

function isSnapshot(file: string): boolean {
  return basename(file) === SNAPSHOTS || basename(dirname(file)) === SNAPSHOTS;
}
