/** A run that is already complete: resuming it reports its original result again. */
import { $ZodError } from 'zod/v4/core';
import type { DoneEvent, FinalEvent, StartEvent, TrainEvent } from '../../protocol/train-events.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { Run } from '../runs/directory/run-directory.ts';
import { readMetrics } from '../runs/logs/metrics-reader.ts';
import type { MetricsRecord } from '../runs/logs/metrics-record.ts';
import { eventOfRecord } from '../runs/logs/recorded-event.ts';

export interface FinishedRun {
  readonly start: StartEvent;
  readonly done: DoneEvent;
}

/**
 * The first and last record of a complete run, or null. The directory may have been moved since.
 * @throws FlowscopeError `run-damaged`
 */
export function finishedRun(run: Run): FinishedRun | null {
  const { records } = readMetrics(run.paths.metrics);
  const done = read(
    run,
    records.findLast(({ event }) => event === 'done'),
  );
  const start = read(
    run,
    records.find(({ event }) => event === 'start'),
  );
  if (done?.event !== 'done' || start?.event !== 'start') return null;
  return { start: { ...start, runDir: run.directory }, done: { ...done, runDir: run.directory } };
}

/** Sends the recorded events to a listener again. */
export function replayEvents(
  { start, done }: FinishedRun,
  { threads, backend }: { readonly threads: number; readonly backend: string },
  listener: (event: TrainEvent) => void,
): FinalEvent {
  listener({ ...start, resumedFrom: done.step, threads, backend });
  listener(done);
  return done;
}

function read(run: Run, record: MetricsRecord | undefined): TrainEvent | null {
  if (record === undefined) return null;
  try {
    return eventOfRecord(record);
  } catch (error) {
    if (!(error instanceof $ZodError)) throw error;
    const { path, message } = error.issues[0]!;
    throw new FlowscopeError(
      'run-damaged',
      `The record ${record.seq} (${record.event}) of run ${run.record.id} is damaged: ${path.join('.')}: ${message}.`,
      { file: run.paths.metrics },
    );
  }
}
