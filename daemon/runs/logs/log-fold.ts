/**
 * What a run's log says: records are taken one by one, and only what the attempts that still count have said is kept. A
 * resumed run goes back to a checkpoint and repeats the steps after it.
 */
import { type MetricsRecord, toRecord } from './metrics-record.ts';
import { type RecordedLikelihood, recordedLikelihood } from './recorded-likelihood.ts';

/** Something that grows with the log. */
export interface Rewindable {
  /** Drops what was said of steps after this one. */
  rewind(step: number): void;
}

/** Call it with each record, in order, before the record is added: a `resumed` record goes back to its step. */
export function rewindOnResume({ event, fromStep }: MetricsRecord, parts: Iterable<Rewindable>): void {
  if (event !== 'resumed' || typeof fromStep !== 'number') return;
  for (const part of parts) part.rewind(fromStep);
}

export interface StepList<T> extends Rewindable {
  readonly entries: readonly T[];
  push(entry: T): void;
}

/** Entries in log order. @param most entries that are kept, the newest */
export function createStepList<T extends { readonly step: number }>(most = Number.POSITIVE_INFINITY): StepList<T> {
  let list: T[] = [];
  return {
    get entries() {
      return list.length <= most ? list : list.slice(-most);
    },
    push(entry) {
      list.push(entry);
      if (list.length > 2 * most) list = list.slice(-most);
    },
    rewind(step) {
      list = list.filter((entry) => entry.step <= step);
    },
  };
}

/** What a log says about a checkpoint. */
export interface LoggedCheckpoint {
  readonly step: number;
  readonly sha256: string;
  readonly best: boolean;
}

export interface CheckpointList {
  /** Takes a record of the log, whatever it is. */
  take(record: MetricsRecord): void;
  /** Committed checkpoints by step, also those that were superseded since. */
  readonly entries: ReadonlyMap<number, LoggedCheckpoint>;
  readonly kept: KeptSteps;
}

/** The checkpoints that the attempts that still count have committed. */
export function createCheckpointList(): CheckpointList {
  const entries = new Map<number, LoggedCheckpoint>();
  return {
    take(record) {
      const { event, step, sha256, best } = record;
      if (event === 'checkpoint' && typeof sha256 === 'string') {
        // Saved again, it stays the best.
        entries.set(step, { step, sha256, best: best === true || entries.get(step)?.best === true });
      }
      if (event !== 'resumed' || typeof record.fromStep !== 'number') return;
      for (const entry of [...entries.values()]) {
        if (entry.step > record.fromStep) entries.delete(entry.step);
        // The user may have taken the best one away. Older versions do not say it.
        else if (record.bestStep !== undefined && entry.step !== record.bestStep) {
          entries.set(entry.step, { ...entry, best: false });
        }
      }
    },
    entries,
    get kept() {
      const steps = [...entries.values()];
      const last = (of: readonly LoggedCheckpoint[]) =>
        of.length === 0 ? null : Math.max(...of.map(({ step }) => step));
      return { newest: last(steps), best: last(steps.filter(({ best }) => best)) };
    },
  };
}

export interface RecordedValidation extends RecordedLikelihood {
  readonly unit: string;
  readonly step: number;
}

/** Steps of the newest and of the best checkpoint. Training removes neither. */
export interface KeptSteps {
  readonly newest: number | null;
  readonly best: number | null;
}

export interface LogFold {
  /** Takes the JSON of the next intact line. */
  take(json: string): void;
  /** The last record that tells the run's state or progress. */
  readonly last: MetricsRecord | null;
  readonly validation: RecordedValidation | null;
  readonly checkpoints: KeptSteps;
  /** What is trained; null: no training began. */
  readonly started: { readonly [key in 'name' | 'parameters' | 'seed' | 'runDir' | 'likelihood']: unknown } | null;
  /** The last step of which layers.jsonl must have the statistics, or those of a step nearby; null if of none. */
  readonly layersStep: number | null;
  /** The last validation that was the best so far (fewest rows left out, then lowest NLL). */
  readonly best: RecordedValidation | null;
}

/** Events that do not change the run's state: a checkpoint may follow a pause. */
const NEUTRAL: ReadonlySet<string> = new Set(['checkpoint', 'validation', 'layers', 'warning']);
const STEP_MARK = '"event":"step"';

/** @param most validations that are kept: a resumed run returns to an earlier one */
export function createLogFold(most: number = Number.POSITIVE_INFINITY): LogFold {
  let last: MetricsRecord | null = null;
  /** Nearly the whole log is step records, of which only the last one counts, so the others are not parsed. */
  let lastStep: string | null = null;
  const validations = createStepList<MetricsRecord>(most);
  let layers: { readonly first: number; readonly last: number } | null = null;
  const checkpoints = createCheckpointList();
  let started: LogFold['started'] = null;
  const layerSteps: Rewindable = {
    rewind(step) {
      if (layers !== null) layers = layers.first > step ? null : { ...layers, last: Math.min(layers.last, step) };
    },
  };
  const parts = [validations, layerSteps];
  const figures = (record: MetricsRecord | undefined): RecordedValidation | null => {
    if (record === undefined) return null;
    const { unit, step } = record;
    return { ...recordedLikelihood(record), unit: typeof unit === 'string' ? unit : 'nats', step };
  };
  return {
    take(json) {
      if (json.includes(STEP_MARK)) {
        lastStep = json;
        return;
      }
      const record = toRecord(json);
      if (record === null) return;
      rewindOnResume(record, parts);
      if (record.event === 'validation') validations.push(record);
      if (record.event === 'start') {
        const { name, parameters, seed, runDir, likelihood } = record;
        started ??= { name, parameters, seed, runDir, likelihood };
      }
      checkpoints.take(record);
      if (record.event === 'layers') layers = { first: layers?.first ?? record.step, last: record.step };
      if (NEUTRAL.has(record.event)) return;
      last = record;
      lastStep = null;
    },
    get last() {
      return lastStep === null ? last : (toRecord(lastStep) ?? last);
    },
    get validation() {
      return figures(validations.entries.at(-1));
    },
    get checkpoints() {
      return checkpoints.kept;
    },
    get started() {
      return started;
    },
    get layersStep() {
      return layers?.last ?? null;
    },
    get best() {
      return figures(validations.entries.findLast(({ best }) => best === true));
    },
  };
}

/** @param held whether a process holds the run's lease: a run without a final event that nobody holds was interrupted */
export function statusOf(
  last: MetricsRecord | null,
  held: boolean,
): 'running' | 'paused' | 'finished' | 'interrupted' | 'failed' {
  if (last?.event === 'done') return 'finished';
  if (last?.event === 'failed') return 'failed';
  if (!held) return 'interrupted';
  return last?.event === 'paused' ? 'paused' : 'running';
}
