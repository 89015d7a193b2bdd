/** Writes into a run's log that its worker died: nobody else will. */
import { listCheckpoints } from '../../runs/checkpoint-manifest.ts';
import { acquireLease } from '../../runs/lease.ts';
import { openMetricsLog } from '../../runs/metrics-log.ts';
import { openRun } from '../../runs/run-directory.ts';
import type { Death } from '../../worker/dead-training.ts';

/** @throws FlowscopeError `run-locked` (another trains it by now), `disk-full` | `unwritable` */
export async function recordDeath(runDir: string, { code, message }: Death): Promise<void> {
  const run = await openRun(runDir);
  const lease = await acquireLease(runDir);
  try {
    const newest = (await listCheckpoints(run.paths.checkpoints)).at(-1);
    const log = openMetricsLog(run.paths.metrics);
    try {
      log.append('failed', newest?.step ?? 0, { code, message, runDir, checkpoint: newest?.path ?? null });
    } finally {
      log.close();
    }
  } finally {
    lease.release();
  }
}
