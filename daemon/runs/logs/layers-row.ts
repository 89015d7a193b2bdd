/** The rows of `layers.jsonl`. */
import { closeSync, fstatSync, readSync } from 'node:fs';
import type { JsonObject } from '../../encoding/json.ts';
import { openRunFile } from '../directory/run-file.ts';
import { checkLine, parseRecord } from './log-line.ts';

/** `step` and the trainer's per-layer measurements. */
export interface LayersRow extends JsonObject {
  readonly step: number;
}

/** Bytes that hold at least one whole row: a flow has at most 4096 layers. */
const LONGEST_ROW = 512 * 1024;

/**
 * The last row of a log that nobody writes; null if there is none.
 * @throws FlowscopeError `run-damaged` if it cannot be read
 */
export function lastLayersRow(path: string): { readonly step: number; readonly every: number } | null {
  const descriptor = openRunFile(path);
  if (descriptor === null) return null;
  try {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(size, LONGEST_ROW));
    const end = readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
    for (const text of bytes.toString('utf8', 0, end).split('\n').toReversed()) {
      const json = checkLine(text);
      const read = json === null ? null : toRow(json);
      if (read !== null) return { step: read.row.step, every: read.every ?? 1 };
    }
    return null;
  } finally {
    closeSync(descriptor);
  }
}

/** The row of an intact line; `every`: the cadence when it was written. */
export function toRow(json: string): { readonly row: LayersRow; readonly every: number | null } | null {
  const record = parseRecord(json);
  if (record === null) return null;
  const { every, step, ...fields } = record;
  if (typeof step !== 'number') return null;
  return { row: { step, ...fields }, every: typeof every === 'number' ? every : null };
}
