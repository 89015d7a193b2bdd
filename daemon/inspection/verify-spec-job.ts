import type { Plan } from '../spec/plan.ts';

/** What the inspection worker is asked by `verify/spec`. */
export interface VerifySpecJob {
  readonly kind: 'spec';
  readonly plan: Plan;
  /** Absolute path of the spec's folder: paths of data start here. */
  readonly folder: string;
  /** false: no data file outside the folder is opened or stat'ed. */
  readonly trusted: boolean;
  /** null: as many as suit the dimension. */
  readonly points: number | null;
  readonly seed: number;
}
