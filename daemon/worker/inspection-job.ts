/** A job of the inspection worker. */
import type { VerifySpecJob } from '../inspection/verify/verify-spec.ts';
import type { CheckpointChoice } from '../runs/checkpoint-reader.ts';

export type InspectionJob = RunJob | VerifySpecJob;

interface RunJob {
  readonly kind: 'run';
  /** `inspect/layers`, … */
  readonly method: string;
  /** Absolute path of the run directory. */
  readonly runDir: string;
  readonly checkpoint: CheckpointChoice;
  /** false: no data file outside the spec's folder is opened or stat'ed. */
  readonly trusted: boolean;
  /** Parameters of the method, validated. */
  readonly params: unknown;
}
