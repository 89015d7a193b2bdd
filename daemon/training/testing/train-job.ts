import type { TrainEvent } from '../../../protocol/train-events.ts';
import { openRuntime } from '../../runtime/registry.ts';
import { controlSource } from '../control.ts';
import { runTraining } from '../run-training.ts';
import type { TrainingJob } from '../training-job.ts';

/**
 * Trains with one thread, and gives what was reported.
 * @param stopAt the checkpoint at which the run is stopped @param pauseAt a validation at which it is paused for a moment
 */
export async function trainJob(
  job: TrainingJob,
  { stopAt = Number.POSITIVE_INFINITY, pauseAt = Number.POSITIVE_INFINITY } = {},
): Promise<readonly TrainEvent[]> {
  const events: TrainEvent[] = [];
  const control = controlSource();
  await runTraining({
    job,
    openRuntime: (backend, options) => openRuntime(backend, { threads: 1, ...options }),
    versions: {},
    control,
    listener(event) {
      events.push(event);
      if (event.event === 'checkpoint' && event.step >= stopAt) control.request('stop');
      if (event.event === 'validation' && event.step === pauseAt) control.request('pause');
      if (event.event === 'paused') setTimeout(() => control.request(null), 10);
    },
  });
  return events;
}
