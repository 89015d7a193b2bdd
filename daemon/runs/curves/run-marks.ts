/** Collects a run's events other than steps from its log. */
import type * as z from 'zod';
import { MAX_MARKS, runMarks } from '../../../protocol/rpc/run-methods.ts';
import { createStepList, type Rewindable } from '../logs/log-fold.ts';
import type { MetricsRecord } from '../logs/metrics-record.ts';

type Told = z.infer<typeof runMarks.result>;
type Mark = Told['marks'][number];

export interface RunMarks extends Rewindable {
  readonly start: Told['start'];
  /** The newest `MAX_MARKS`. */
  readonly list: readonly Mark[];
  /** A `resumed` record must rewind them first. */
  take(record: MetricsRecord): void;
  clear(): void;
}

const startSchema = runMarks.result.shape.start.def.innerType;
const EVENTS: ReadonlySet<string> = new Set(['warning', 'paused', 'resumed', 'interrupted', 'failed', 'done']);

export function createRunMarks(): RunMarks {
  let start: Told['start'] = null;
  let list = createStepList<Mark>(MAX_MARKS);
  let skipped = 0;

  const add = (event: Mark['event'], { step, time }: MetricsRecord, text: string) => {
    list.push({ event, step, time, text });
  };
  return {
    get start() {
      return start;
    },
    get list() {
      return list.entries;
    },
    take(record) {
      if (record.event === 'start') start ??= startOf(record);
      // Steps whose loss or gradient was not finite or too large; they left the weights unchanged.
      if (record.event === 'step' && typeof record.skipped === 'number') {
        if (record.skipped > skipped) add('skipped', record, `${record.skipped - skipped} steps were skipped`);
        skipped = record.skipped;
      }
      if (EVENTS.has(record.event)) add(record.event as Mark['event'], record, textOf(record));
    },
    rewind: (step) => list.rewind(step),
    clear() {
      start = null;
      list = createStepList(MAX_MARKS);
      skipped = 0;
    },
  };
}

function startOf({ floor, lowerBound, likelihood, dimension, bits, rows }: MetricsRecord): Told['start'] {
  const nll = typeof floor === 'object' && floor !== null && 'nll' in floor ? floor.nll : null;
  const optional = {
    ...(lowerBound === true ? { lowerBound } : {}),
    ...(likelihood === undefined ? {} : { likelihood }),
    ...(typeof bits === 'number' ? { bits } : {}),
  };
  return startSchema.safeParse({ floor: nll, dimension, rows, ...optional }).data ?? null;
}

function textOf({ message, reason }: MetricsRecord): string {
  return typeof message === 'string' ? message : typeof reason === 'string' ? reason : '';
}
