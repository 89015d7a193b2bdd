import { statSync } from 'node:fs';
import { type CheckpointList, createCheckpointList, type KeptSteps } from '../logs/log-fold.ts';
import { scanLog } from '../logs/log-scan.ts';
import { toRecord } from '../logs/metrics-record.ts';
import type { ManifestFolder } from './checkpoint-manifest.ts';

const MARKS = ['"event":"checkpoint"', '"event":"resumed"'] as const;

/**
 * The checkpoints that were committed according to `metrics.jsonl`. Empty if the log is missing or cannot be read: files
 * are then taken as they are.
 */
export function loggedCheckpoints(log: string): CheckpointList {
  return readFrom(log, 0);
}

/** Bytes: enough for what a run writes between two checkpoints, usually. */
const TAIL = 64 * 1024;

/** What the end of a log says: null where it names none. Reads little, however long the log is. */
export function lastLogged(log: string): KeptSteps {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  // It may begin within a line, which then counts as damaged.
  return readFrom(log, Math.max(0, size - TAIL)).kept;
}

function readFrom(log: string, start: number): CheckpointList {
  const list = createCheckpointList();
  try {
    scanLog(log, start, (json) => {
      const record = MARKS.some((mark) => json.includes(mark)) ? toRecord(json) : null;
      if (record !== null) list.take(record);
    });
  } catch {
    return createCheckpointList();
  }
  return list;
}

/** Steps of kept checkpoints of which the folder has not even a part. A killed writer may have committed newer ones. */
export function lostSteps({ newest, best }: KeptSteps, { manifests, unreadable }: ManifestFolder): readonly number[] {
  const found = new Set([...manifests, ...unreadable].map(({ step }) => step));
  const last = Math.max(-1, ...found);
  const lastBest = manifests.findLast((manifest) => manifest.best)?.step ?? -1;
  const lost = new Set<number>();
  if (newest !== null && newest > last) lost.add(newest);
  if (best !== null && best > lastBest && !found.has(best)) lost.add(best);
  return [...lost];
}
