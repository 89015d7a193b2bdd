/** Records in a run's log how its worker ended, if the worker could not do so itself. */
import { listCheckpoints } from '../../runs/checkpoints/list-checkpoints.ts';
import { openRun } from '../../runs/directory/run-directory.ts';
import { unlessDamaged } from '../../runs/directory/run-integrity.ts';
import { acquireLease } from '../../runs/lease/lease.ts';
import { openAppendFile } from '../../runs/logs/append-file.ts';
import { openMetricsLog } from '../../runs/logs/metrics-log.ts';
import type { Death } from '../../worker/dead-training.ts';

/**
 * @param death null: the run was ended on request
 * @throws FlowscopeError `run-locked` (another process trains it by now), `disk-full` | `unwritable`
 */
export async function recordEnd(runDir: string, death: Death | null): Promise<void> {
  const run = await openRun(runDir);
  const lease = await acquireLease(runDir);
  try {
    const newest = (await listCheckpoints(run.paths.checkpoints).catch(unlessDamaged([]))).at(-1);
    const log = openMetricsLog(run.paths.metrics, {
      open: (path) => openAppendFile(path, { confirm: lease.confirm }),
    });
    try {
      const place = { runDir, checkpoint: newest?.path ?? null };
      const step = newest?.step ?? 0;
      if (death === null) log.append('interrupted', step, place);
      else log.append('failed', step, { code: death.code, message: death.message, ...place });
    } finally {
      log.close();
    }
  } finally {
    lease.release();
  }
}
