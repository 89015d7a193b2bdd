import type { FinalEvent } from '../../../protocol/train-events.ts';
import { listCheckpoints } from '../../runs/checkpoints/list-checkpoints.ts';
import type { Run } from '../../runs/directory/run-directory.ts';
import { unlessDamaged } from '../../runs/directory/run-integrity.ts';
import { isLeaseLost } from '../../runs/lease/lease-check.ts';
import { failureOf } from '../failure-of.ts';

/** Handles a failure during training: saved checkpoints are kept, and the run records why it ended. */
export async function reportFailure(thrown: unknown, run: Run, emit: (event: FinalEvent) => void): Promise<FinalEvent> {
  const { error, code, message } = failureOf(thrown);
  if (code === 'crashed') process.stderr.write(`${error instanceof Error ? error.stack : message}\n`);
  // What went wrong is more important than a folder that cannot be read now. Checkpoints may be another trainer's by now.
  const all = isLeaseLost(error) ? [] : await listCheckpoints(run.paths.checkpoints).catch(unlessDamaged([]));
  const newest = all.at(-1);
  const event: FinalEvent = {
    event: 'failed',
    runDir: run.directory,
    step: newest?.step ?? 0,
    code,
    message,
    checkpoint: newest?.path ?? null,
  };
  emit(event);
  return event;
}
