/** A run that is already complete: resuming it reports its original result again. */
import type * as z from 'zod';
import { tolerant } from '../../protocol/tolerant.ts';
import { doneEventSchema, startEventSchema } from '../../protocol/train-event-schema.ts';
import type { DoneEvent, FinalEvent, StartEvent, TrainEvent } from '../../protocol/train-events.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { Run } from '../runs/directory/run-directory.ts';
import { readMetrics } from '../runs/logs/metrics-reader.ts';
import type { MetricsRecord } from '../runs/logs/metrics-record.ts';

const startSchema = tolerant(startEventSchema);
const doneSchema = tolerant(doneEventSchema);

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
  const done = records.findLast(({ event }) => event === 'done');
  const start = records.find(({ event }) => event === 'start');
  if (!done || !start) return null;
  return {
    start: { ...(read(startSchema, run, start) as StartEvent), runDir: run.directory },
    done: { ...(read(doneSchema, run, done) as DoneEvent), runDir: run.directory },
  };
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

/** The event of a record, without the fields that the log added; null stands for a number that is not finite. */
function read<T extends z.ZodType>(schema: T, run: Run, record: MetricsRecord): z.output<T> {
  const found = schema.safeParse(record);
  if (found.success) return found.data;
  const { path, message } = found.error.issues[0]!;
  throw new FlowscopeError(
    'run-damaged',
    `The record ${record.seq} (${record.event}) of run ${run.record.id} is damaged: ${path.join('.')}: ${message}.`,
    { file: run.paths.metrics },
  );
}
