/** The numbers in a run's log as columns over steps, for charts; it grows with the log. */
import { setImmediate } from 'node:timers/promises';
import { isJsonObject, type JsonValue } from '../../encoding/json.ts';
import { type Rewindable, rewindOnResume } from '../logs/log-fold.ts';
import type { MetricsRecord } from '../logs/metrics-record.ts';
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
   * Keys of `step` events are plain names, others have a prefix, as `validation.nll`; nested numbers have dots. Empty if
   * the key never occurred.
   */
  column(key: string): Column;
  /** The columns of keys, of which `terms.*` stands for all that begin with `terms.`. */
  columns(keys: readonly string[]): readonly KeyedColumn[];
}

export interface KeyedColumn {
  readonly key: string;
  readonly column: Column;
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
      for (const [at, number] of numbersIn(key, value)) push(columns, prefix + at, record.step, number);
    }
  }

  async function read(): Promise<void> {
    for (let records = await reader.next(); records.length > 0; records = await reader.next()) {
      records.forEach(take);
      await setImmediate();
    }
  }

  const columnOf = (key: string): Column => {
    const found = columns.get(key);
    if (found === undefined) return { steps: new Float64Array(0), values: new Float64Array(0) };
    return { steps: found.steps.subarray(0, found.count), values: found.values.subarray(0, found.count) };
  };
  const keysOf = (key: string): readonly string[] =>
    key.endsWith('.*') ? [...columns.keys()].filter((known) => known.startsWith(key.slice(0, -1))) : [key];

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
    column: columnOf,
    columns: (keys) => keys.flatMap(keysOf).map((key) => ({ key, column: columnOf(key) })),
  };
}

/**
 * The numbers of an event's key: `gap` is its mean, and nested ones have names of their parts, as `terms.NAME` and
 * `objectives.NAME.loss`. The log has null for a number that is not finite; as NaN it leaves a gap in the curve.
 */
function numbersIn(key: string, value: JsonValue): readonly (readonly [string, number])[] {
  if (typeof value === 'number') return [[key, value]];
  if (value === null) return [[key, Number.NaN]];
  if (Array.isArray(value)) {
    return value.flatMap((part) => {
      if (!isJsonObject(part) || typeof part.name !== 'string') return [];
      const { name, ...numbers } = part;
      return Object.entries(numbers).flatMap(([own, number]) => numbersIn(`${key}.${name}.${own}`, number));
    });
  }
  if (!isJsonObject(value)) return [];
  if (key === 'gap') return numbersIn('gap', value.mean ?? null);
  return Object.entries(value).flatMap(([own, number]) => numbersIn(`${key}.${own}`, number));
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
