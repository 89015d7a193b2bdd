/** Collects a run's events other than steps from its log. */
import type * as z from 'zod';
import { MAX_MARKS, runMarks } from '../../../protocol/rpc/run-methods.ts';
import { type MetricsRecord, resumePoint } from '../../runs/metrics-record.ts';

type Told = z.infer<typeof runMarks.result>;
type Mark = Told['marks'][number];

export interface RunMarks {
  readonly start: Told['start'];
  /** The newest `MAX_MARKS`. */
  readonly list: readonly Mark[];
  take(record: MetricsRecord): void;
  clear(): void;
}

const startSchema = runMarks.result.shape.start.unwrap();
const EVENTS: ReadonlySet<string> = new Set(['paused', 'resumed', 'interrupted', 'failed', 'done']);

export function createRunMarks(): RunMarks {
  let start: Told['start'] = null;
  let list: Mark[] = [];
  let skipped = 0;

  const add = (event: Mark['event'], { step, time }: MetricsRecord, text: string) => {
    list.push({ event, step, time, text });
    if (list.length > 2 * MAX_MARKS) list = list.slice(-MAX_MARKS);
  };
  return {
    get start() {
      return start;
    },
    get list() {
      return list.slice(-MAX_MARKS);
    },
    take(record) {
      if (record.event === 'start') start ??= startOf(record);
      const from = resumePoint(record);
      if (from !== null) list = list.filter(({ step }) => step <= from);
      // Steps whose loss or gradient was not finite or too large; they left the weights unchanged.
      if (record.event === 'step' && typeof record.skipped === 'number') {
        if (record.skipped > skipped) add('skipped', record, `${record.skipped - skipped} steps were skipped`);
        skipped = record.skipped;
      }
      if (EVENTS.has(record.event)) add(record.event as Mark['event'], record, textOf(record));
    },
    clear() {
      start = null;
      list = [];
      skipped = 0;
    },
  };
}

function startOf({ floor, dimension, rows }: MetricsRecord): Told['start'] {
  const nll = typeof floor === 'object' && floor !== null && 'nll' in floor ? floor.nll : null;
  return startSchema.safeParse({ floor: nll, dimension, rows }).data ?? null;
}

function textOf({ message, reason }: MetricsRecord): string {
  return typeof message === 'string' ? message : typeof reason === 'string' ? reason : '';
}
