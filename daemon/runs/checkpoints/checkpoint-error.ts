import { basename, dirname } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { SNAPSHOTS } from '../directory/run-paths.ts';

/** Error for a checkpoint file that cannot be used, with the file and the reason. */
export function checkpointError(file: string, reason: string, cause?: unknown): FlowscopeError {
  const hint = repairAdvice(runOf(file), [file]);
  return new FlowscopeError('checkpoint', `Cannot read ${file}: ${reason}.`, { file, reason, cause, hint });
}

/**
 * Error for a chosen checkpoint that cannot be used.
 * @param isGone nothing of it is left
 * @param others that can be chosen instead
 */
export function unusableChoice(
  { path: file, reason }: { readonly path: string; readonly reason: string },
  isGone: boolean,
  others: readonly { readonly step: number }[],
): FlowscopeError {
  const repair = isGone
    ? 'Nothing can rebuild it: restore its two files from a backup.'
    : repairAdvice(runOf(file), [file]);
  const steps = others.map(({ step }) => step).join(', ');
  const instead =
    steps === ''
      ? 'The run has no other checkpoint.'
      : `Or choose another checkpoint, with a panel's time slider or --checkpoint: ${steps}.`;
  return new FlowscopeError('checkpoint', `Cannot read ${file}: ${reason}.`, {
    file,
    reason,
    hint: `${repair} ${instead}`,
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
