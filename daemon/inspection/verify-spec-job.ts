import type { Plan } from '../spec/plan.ts';

/** The inspection worker's job for `verify/spec`. */
export interface VerifySpecJob {
  readonly kind: 'spec';
  readonly plan: Plan;
  /** Absolute path of the spec's folder, which relative data paths start from. */
  readonly folder: string;
  /** false: no data file outside the folder is opened or stat'ed. */
  readonly trusted: boolean;
  /** null: a suitable number for the dimension. */
  readonly points: number | null;
  readonly seed: number;
}
