/** Trains in a worker process of this command. */
import { fileURLToPath } from 'node:url';
import type { FinalEvent, TrainEvent } from '../../../protocol/train-events.ts';
import { spacedProgress } from '../../data/data-progress.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { printable } from '../../format/printable.ts';
import { garbageCollector } from '../../memory/collect-garbage.ts';
import { recordEnd } from '../../server/runs/record-end.ts';
import { describeDeath } from '../../worker/dead-training.ts';
import { startTrainingProcess, type TrainingEnd } from '../../worker/training-process.ts';
import type { WorkerError } from '../../worker/worker-error.ts';
import type { CommandIo } from '../command-io.ts';
import { Interrupted } from '../interrupt.ts';
import { asFinal, exitStatus, interruptedAt, lastPlace } from './final-event.ts';
import { ENDING, FINISHING, onPresses } from './presses.ts';
import type { TrainingReport } from './report.ts';
import { jobOf, type Loading, type TrainingRequest } from './request.ts';

/** @param read is awaited while the worker loads its runtime @returns the exit status */
export async function trainLocally(
  read: (loading: Loading) => Promise<TrainingRequest>,
  report: TrainingReport,
  io: CommandIo,
): Promise<number> {
  let last: TrainEvent | null = null;
  let runDir: string | null = null;
  const worker = startTrainingProcess({
    script: fileURLToPath(new URL('./worker.js', import.meta.url)),
    onEvent: (event) => {
      last = event;
      if ('runDir' in event) runDir = event.runDir;
      report.event(event);
    },
    onStderr: (text) => io.stderr.write(printable(text, false)),
  });
  let begun = false;
  const early = Promise.withResolvers<null>();
  const reading = new AbortController();
  const presses = onPresses(
    () => {
      // Without a job there is nothing to finish.
      if (!begun) {
        early.resolve(null);
        return reading.abort(new Interrupted('SIGINT'));
      }
      worker.request('stop');
      report.note(runDir === null ? ENDING : FINISHING);
    },
    () => worker.kill('SIGKILL'),
  );
  const request = read(async (load) => {
    try {
      const onProgress = spacedProgress((progress) => report.event({ event: 'preparing', ...progress }));
      return await load({
        signal: reading.signal,
        onProgress,
        onCached: (data, folder) => worker.load({ data, folder }),
      });
    } finally {
      report.close();
    }
  }).then(jobOf);
  try {
    const job = await Promise.race([request, early.promise]);
    begun = true;
    if (job === null) worker.kill('SIGKILL');
    else worker.begin(job);
    // What reading the data has left would stay: from here on, this process only reports.
    garbageCollector()('thorough');
  } catch (error) {
    worker.kill('SIGKILL');
    throw error;
  }
  const end = await worker.end;
  // What was read so far is removed.
  if (reading.signal.aborted) await request.catch(() => {});
  report.close();
  // A worker that is still starting is ended by the terminal's own SIGINT, one that loads its data by the request to stop.
  const interrupted = presses.count >= 2 || (presses.count === 1 && runDir === null);
  if (end.kind === 'error' && !(interrupted && end.error.code === 'interrupted')) throw asError(end.error);
  const told = asFinal(last);
  const final = told ?? (interrupted ? await interruptedAt(runDir) : await finalOfDead(end, runDir));
  if (!told) report.event(final);
  return exitStatus(final);
}

function asError({ code, message, hint, file, exitCode }: WorkerError): FlowscopeError {
  return new FlowscopeError(code, message, { ...(hint ? { hint } : {}), ...(file ? { file } : {}), exitCode });
}

/** The final event for a worker that ended without one; a crash is recorded in the run's log. */
async function finalOfDead(end: TrainingEnd, runDir: string | null): Promise<FinalEvent> {
  if (end.kind !== 'died') throw new FlowscopeError('crashed', 'the training process ended without reporting a result');
  const death = describeDeath(end, { begun: runDir !== null });
  if (runDir === null) throw new FlowscopeError(death.code, death.message);
  const at = await lastPlace(runDir);
  await recordEnd(runDir, death).catch((error: unknown) => {
    // Another process trains the run by now: its log is not ours any more.
    if (!(error instanceof FlowscopeError && error.code === 'run-locked')) throw error;
  });
  return { event: 'failed', ...at, ...death };
}
