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
 * The event of a record in `metrics.jsonl`, with its keys in the order of a worker's message; null for the log's own
 * records (a new attempt).
 */
export function eventOfRecord({ seq: _seq, time: _time, ...event }: LogRecord): TrainEvent | null {
  if (event.event === 'resumed' && 'fromStep' in event) return null;
  const { step: _step, ...start } = event;
  // The log adds a step to every event, but this one has none.
  const value = event.event === 'start' ? start : event;
  // An event of a newer daemon may have more keys than this version knows.
  return (trainEventSchema.safeParse(value).data ?? value) as TrainEvent;
}
