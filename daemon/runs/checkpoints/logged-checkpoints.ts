import { createStepList, type KeptSteps, rewindOnResume } from '../logs/log-fold.ts';
import { scanLog } from '../logs/log-scan.ts';
import { toRecord } from '../logs/metrics-record.ts';
import type { ManifestFolder } from './checkpoint-manifest.ts';

/** What a run's log says about a checkpoint. */
export interface LoggedCheckpoint {
  readonly step: number;
  readonly sha256: string;
  readonly best: boolean;
}

const MARKS = ['"event":"checkpoint"', '"event":"resumed"'] as const;

/**
 * The checkpoints that were committed according to `metrics.jsonl`, by step, also those that were superseded since. Empty
 * if the log is missing or cannot be read.
 */
export function loggedCheckpoints(log: string): ReadonlyMap<number, LoggedCheckpoint> {
  const list = createStepList<LoggedCheckpoint>();
  try {
    scanLog(log, 0, (json) => {
      if (!MARKS.some((mark) => json.includes(mark))) return;
      const record = toRecord(json);
      if (record === null) return;
      rewindOnResume(record, [list]);
      const { event, step, sha256, best } = record;
      if (event === 'checkpoint' && typeof sha256 === 'string') list.push({ step, sha256, best: best === true });
    });
  } catch {
    // What the log cannot say is not known: files are then taken as they are.
    return new Map();
  }
  return new Map(list.entries.map((entry) => [entry.step, entry]));
}

export function keptSteps(logged: ReadonlyMap<number, LoggedCheckpoint>): KeptSteps {
  const all = [...logged.values()];
  return { newest: all.at(-1)?.step ?? null, best: all.findLast(({ best }) => best)?.step ?? null };
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
