/** Writes into a run's log how its worker ended, where the worker could not: nobody else will. */
import { listCheckpoints } from '../../runs/checkpoint-manifest.ts';
import { acquireLease } from '../../runs/lease.ts';
import { openMetricsLog } from '../../runs/metrics-log.ts';
import { openRun } from '../../runs/run-directory.ts';
import type { Death } from '../../worker/dead-training.ts';

/**
 * @param death null: it was ended on request
 * @throws FlowscopeError `run-locked` (another trains it by now), `disk-full` | `unwritable`
 */
export async function recordEnd(runDir: string, death: Death | null): Promise<void> {
  const run = await openRun(runDir);
  const lease = await acquireLease(runDir);
  try {
    const newest = (await listCheckpoints(run.paths.checkpoints)).at(-1);
    const log = openMetricsLog(run.paths.metrics);
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
