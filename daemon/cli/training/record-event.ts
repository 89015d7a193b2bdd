import { trainEventSchema } from '../../../protocol/train-event-schema.ts';
import type { TrainEvent } from '../../../protocol/train-events.ts';

interface LogRecord {
  readonly seq: number;
  readonly event: string;
  readonly step: number;
  readonly time: string;
  readonly [key: string]: unknown;
}

/**
 * The event that a record of `metrics.jsonl` was made of, its keys in the order in which a worker's message brings them;
 * null for records of the log's own (a new attempt).
 */
export function eventOfRecord({ seq: _seq, time: _time, ...event }: LogRecord): TrainEvent | null {
  if (event.event === 'resumed' && 'fromStep' in event) return null;
  const { step: _step, ...start } = event;
  // The log adds a step to every event; this one has none.
  const value = event.event === 'start' ? start : event;
  // A newer daemon's event may have more than this version knows.
  return (trainEventSchema.safeParse(value).data ?? value) as TrainEvent;
}
