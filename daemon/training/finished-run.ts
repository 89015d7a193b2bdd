/** A run that is already complete: resuming it reports its original result again. */
import type { DoneEvent, FinalEvent, StartEvent, TrainEvent } from '../../protocol/train-events.ts';
import { readMetrics } from '../runs/metrics-reader.ts';
import type { MetricsRecord } from '../runs/metrics-record.ts';
import type { Run } from '../runs/run-directory.ts';

export interface FinishedRun {
  readonly start: StartEvent;
  readonly done: DoneEvent;
}

/** The first and last record of a complete run, or null. The directory may have been moved since. */
export function finishedRun(run: Run): FinishedRun | null {
  const { records } = readMetrics(run.paths.metrics);
  const done = records.findLast(({ event }) => event === 'done');
  const start = records.find(({ event }) => event === 'start');
  if (!done || !start) return null;
  return {
    start: { ...eventOf<StartEvent>(start), runDir: run.directory },
    done: { ...eventOf<DoneEvent>(done), step: done.step, runDir: run.directory },
  };
}

/** Sends the recorded events to a listener again. */
export function tellAgain(
  { start, done }: FinishedRun,
  { threads, backend }: { readonly threads: number; readonly backend: string },
  listener: (event: TrainEvent) => void,
): FinalEvent {
  listener({ ...start, resumedFrom: done.step, threads, backend });
  listener(done);
  return done;
}

/** The event of a record, without the fields that the log added. */
function eventOf<T>({ seq, time, step, ...event }: MetricsRecord): Omit<T, 'step'> & T {
  return event as unknown as Omit<T, 'step'> & T;
}
