/** A job of the inspection worker. */
import type { FigureName } from '../../protocol/figures/figure-names.ts';
import type { VerifySpecJob } from '../inspection/verify/verify-spec.ts';
import type { CheckpointChoice } from '../runs/checkpoint-reader.ts';

export type InspectionJob = RunJob | VerifySpecJob;

interface RunJob {
  readonly kind: 'run';
  readonly figure: FigureName;
  /** Absolute path of the run directory. */
  readonly runDir: string;
  readonly checkpoint: CheckpointChoice;
  /** false: no data file outside the spec's folder is opened or stat'ed. */
  readonly trusted: boolean;
  /** Parameters of the figure. */
  readonly params: unknown;
}
