/** The job of a training worker; crosses the process boundary as JSON. */
import type { EngineChoice } from '../../protocol/engine-choice.ts';
import type { OpenWarning } from '../../protocol/train-events.ts';
import type { ModelPlan } from '../models/plan.ts';
import type { RankPlace } from '../runtime/definition.ts';

export interface NewTraining {
  readonly kind: 'new';
  readonly plan: ModelPlan;
  /** Absolute path of the spec: paths in it are relative to its folder. */
  readonly specPath: string;
  readonly specText: string;
  /** A folder of the user's choice; null: `.flowscope/runs` beside the spec. */
  readonly runDir: string | null;
  readonly threads: number;
  /** false: no data file outside the spec's folder is opened or stat'ed. */
  readonly trusted: boolean;
  /** What is chosen beside the spec. */
  readonly engine?: EngineChoice;
  /** About the data; the run records them when it begins. Absent: none. */
  readonly warnings?: readonly OpenWarning[];
  /** Several processes train this run. Absent: one. */
  readonly ranks?: RankPlace;
}

export interface ResumedTraining {
  readonly kind: 'resume';
  /** Absolute path of the run directory. */
  readonly runDir: string;
  readonly threads: number;
  readonly trusted: boolean;
  /** On file systems without locks: take the run although its last trainer seems alive. */
  readonly takeOver?: boolean;
  /** Move the checkpoints aside and train from step 0. */
  readonly fromStart?: boolean;
  /** Replaces what the run began with. */
  readonly engine?: EngineChoice;
  readonly ranks?: RankPlace;
}

export type TrainingJob = NewTraining | ResumedTraining;
