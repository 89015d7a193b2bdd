/** Collects a run's events other than steps from its log. */
import * as z from 'zod';
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
/** What was still out of order at the end. */
const openWarnings = z.array(z.object({ message: z.string() }));
const EVENTS: ReadonlySet<string> = new Set(['warning', 'paused', 'resumed', 'interrupted', 'failed', 'done']);

export function createRunMarks(): RunMarks {
  let start: Told['start'] = null;
  let list = createStepList<Mark>(MAX_MARKS);
  let skipped = 0;

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
        const { step, time } = record;
        const text = `${record.skipped - skipped} steps were skipped`;
        if (record.skipped > skipped) list.push({ event: 'skipped', step, time, text });
        skipped = record.skipped;
      }
      if (EVENTS.has(record.event)) list.push(markOf(record));
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

/** @param record of one of `EVENTS` */
function markOf(record: MetricsRecord): Mark {
  const { event, step, time } = record;
  const open = openWarnings.safeParse(record.warnings).data ?? [];
  return {
    ...{ event: event as Mark['event'], step, time },
    text: [textOf(record), ...open.map(({ message }) => message)].join(': '),
    ...(open.length > 0 && { warned: true }),
  };
}

function textOf({ message, reason }: MetricsRecord): string {
  return typeof message === 'string' ? message : typeof reason === 'string' ? reason : '';
}
