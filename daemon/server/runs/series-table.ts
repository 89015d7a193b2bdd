/** The numbers in a run's log as columns over steps, for charts; it grows with the log. */
import { setImmediate } from 'node:timers/promises';
import { type Rewindable, rewindOnResume } from '../../runs/logs/log-fold.ts';
import type { MetricsRecord } from '../../runs/logs/metrics-record.ts';
import { recordReader } from './record-reader.ts';
import { createRunMarks, type RunMarks } from './run-marks.ts';

export interface Column {
  /** Ascending. */
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

export interface SeriesTable {
  /** Reads what was appended since the last call; yields to other work between pieces. */
  update(): Promise<void>;
  /** Sequence number of the last record that was read; 0 before the first. */
  readonly seq: number;
  /** Events other than steps. */
  readonly marks: RunMarks;
  /**
   * Keys of `step` events are plain names, others have a prefix, as `validation.nll`. Empty if the key never occurred.
   */
  column(key: string): Column;
}

interface Growing {
  steps: Float64Array<ArrayBuffer>;
  values: Float64Array<ArrayBuffer>;
  count: number;
}

const EVENTS: ReadonlySet<string> = new Set(['step', 'validation']);

export function createSeriesTable(path: string): SeriesTable {
  const columns = new Map<string, Growing>();
  const marks = createRunMarks();
  let seq = 0;
  const reader = recordReader(path, 1, () => {
    columns.clear();
    marks.clear();
    seq = 0;
  });
  let updating: Promise<void> | null = null;

  const table: Rewindable = {
    rewind(step) {
      for (const column of columns.values()) {
        while (column.count > 0 && column.steps[column.count - 1]! > step) column.count--;
      }
    },
  };

  const parts = [marks, table];

  function take(record: MetricsRecord): void {
    seq = record.seq;
    rewindOnResume(record, parts);
    marks.take(record);
    if (!EVENTS.has(record.event)) return;
    const prefix = record.event === 'step' ? '' : `${record.event}.`;
    for (const [key, value] of Object.entries(record)) {
      if (key === 'seq' || key === 'step') continue;
      if (typeof value === 'number') push(columns, prefix + key, record.step, value);
      // The log has null for a number that is not finite; as NaN it leaves a gap in the curve.
      else if (value === null) push(columns, prefix + key, record.step, Number.NaN);
      else if (key === 'gap' && typeof value === 'object' && 'mean' in value && typeof value.mean === 'number') {
        push(columns, `${prefix}gap`, record.step, value.mean);
      }
    }
  }

  async function read(): Promise<void> {
    for (let records = await reader.next(); records.length > 0; records = await reader.next()) {
      records.forEach(take);
      await setImmediate();
    }
  }

  return {
    async update() {
      updating ??= read().finally(() => {
        updating = null;
      });
      await updating;
    },
    get seq() {
      return seq;
    },
    marks,
    column(key) {
      const column = columns.get(key);
      if (column === undefined) return { steps: new Float64Array(0), values: new Float64Array(0) };
      return { steps: column.steps.subarray(0, column.count), values: column.values.subarray(0, column.count) };
    },
  };
}

const FIRST = 256;

function push(columns: Map<string, Growing>, key: string, step: number, value: number): void {
  let column = columns.get(key);
  if (column === undefined) {
    column = { steps: new Float64Array(FIRST), values: new Float64Array(FIRST), count: 0 };
    columns.set(key, column);
  }
  if (column.count === column.steps.length) {
    column.steps = grown(column.steps);
    column.values = grown(column.values);
  }
  column.steps[column.count] = step;
  column.values[column.count++] = value;
}

function grown(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const next = new Float64Array(2 * values.length);
  next.set(values);
  return next;
}
