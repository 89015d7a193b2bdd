/** What a run's log says of its state: records are taken one by one, and the state is that of the attempts that still count. */
import { type MetricsRecord, resumePoint, toRecord } from './metrics-record.ts';
import { type RecordedLikelihood, recordedLikelihood } from './recorded-likelihood.ts';

export interface RecordedValidation extends RecordedLikelihood {
  readonly unit: string;
  readonly step: number;
}

export interface LogFold {
  /** Takes the JSON of the next intact line. */
  take(json: string): void;
  /** The last record that tells the run's state or progress. */
  readonly last: MetricsRecord | null;
  readonly validation: RecordedValidation | null;
  /** The last validation that was the best so far (fewest rows left out, then lowest NLL). */
  readonly best: RecordedValidation | null;
}

/** Events that do not change the run's state: a checkpoint may follow a pause. */
const NEUTRAL: ReadonlySet<string> = new Set(['checkpoint', 'validation', 'layers']);
const STEP_MARK = '"event":"step"';

/** @param most validations that are kept: a resumed run returns to an earlier one */
export function createLogFold(most: number = Number.POSITIVE_INFINITY): LogFold {
  let last: MetricsRecord | null = null;
  /** Nearly the whole log is step records, of which only the last one counts, so the others are not parsed. */
  let lastStep: string | null = null;
  let validations: MetricsRecord[] = [];
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
      const fromStep = resumePoint(record);
      if (fromStep !== null) validations = validations.filter(({ step }) => step <= fromStep);
      if (record.event === 'validation') validations.push(record);
      if (validations.length > most) validations.shift();
      if (NEUTRAL.has(record.event)) return;
      last = record;
      lastStep = null;
    },
    get last() {
      return lastStep === null ? last : (toRecord(lastStep) ?? last);
    },
    get validation() {
      return figures(validations.at(-1));
    },
    get best() {
      return figures(validations.findLast(({ best }) => best === true));
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
