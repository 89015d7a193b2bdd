import type { TrainEvent } from '../../../protocol/train-events.ts';

interface LogRecord {
  readonly seq: number;
  readonly event: string;
  readonly step: number;
  readonly time: string;
  readonly [key: string]: unknown;
}

/** The event that a record of `metrics.jsonl` was made of; null for records of the log's own (a new attempt). */
export function eventOfRecord({ seq, time, ...event }: LogRecord): TrainEvent | null {
  if (event.event === 'resumed' && 'fromStep' in event) return null;
  const { step, ...start } = event;
  // The log adds a step to every event; this one has none.
  return (event.event === 'start' ? start : event) as unknown as TrainEvent;
}
