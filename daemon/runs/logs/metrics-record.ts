import type { JsonValue } from '../../encoding/json.ts';
import { parseRecord } from './log-line.ts';

/** One line of `metrics.jsonl`. */
export interface MetricsRecord {
  readonly seq: number;
  readonly event: string;
  readonly step: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly [key: string]: JsonValue;
}

/** The record of an intact line's JSON; null if it lacks a required key. */
export function toRecord(json: string): MetricsRecord | null {
  const value = parseRecord(json);
  if (value === null) return null;
  const { seq, event, step, time } = value;
  if (typeof seq !== 'number' || typeof event !== 'string' || typeof step !== 'number' || typeof time !== 'string') {
    return null;
  }
  return { ...value, seq, event, step, time };
}
