import { tolerant } from '../../../protocol/tolerant.ts';
import { trainEventSchema } from '../../../protocol/train-event-schema.ts';
import type { TrainEvent } from '../../../protocol/train-events.ts';

/** An event of a newer daemon may have keys that this version does not know. */
const readable = tolerant(trainEventSchema);

interface LogRecord {
  readonly seq: number;
  readonly event: string;
  readonly step: number;
  readonly time: string;
  readonly [key: string]: unknown;
}

/**
 * The event of a record in `metrics.jsonl`, with its keys in the order of a worker's message; null for the log's own
 * records (a new attempt), and for events that this version does not know.
 */
export function eventOfRecord({ seq: _seq, time: _time, ...event }: LogRecord): TrainEvent | null {
  if (event.event === 'resumed' && 'fromStep' in event) return null;
  const { step: _step, ...start } = event;
  // The log adds a step to every event, but this one has none.
  const value = event.event === 'start' ? start : event;
  const read = readable.safeParse(value);
  // Null stands for a number that is not finite, which the types do not say.
  return read.success ? (read.data as TrainEvent) : null;
}
