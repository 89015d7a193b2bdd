import { tolerant } from '../../../protocol/tolerant.ts';
import { trainEventSchema } from '../../../protocol/train-event-schema.ts';
import type { TrainEvent } from '../../../protocol/train-events.ts';
import '../../errors/english-problems.ts';

/** A newer version may have added keys; those of the log are left out, too. */
const readable = tolerant(trainEventSchema);

const KNOWN: ReadonlySet<string> = new Set(trainEventSchema.def.options.flatMap(({ shape }) => shape.event.def.values));

interface LogRecord {
  readonly event: string;
  readonly [key: string]: unknown;
}

/**
 * The event of a record in `metrics.jsonl`, with its keys in the order of a worker's message; null for the log's own
 * records (a new attempt), and for events that this version does not know.
 * @throws $ZodError if an event that it knows does not fit
 */
export function eventOfRecord(record: LogRecord): TrainEvent | null {
  if (!KNOWN.has(record.event) || (record.event === 'resumed' && 'fromStep' in record)) return null;
  // Null stands for a number that is not finite, which the types do not say.
  return readable.parse(record) as TrainEvent;
}
