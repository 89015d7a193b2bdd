import type { TrainEvent } from '../../../protocol/train-events.ts';
import type { DataAccess } from '../../data/definition.ts';
import type { ModelDefinition } from '../../models/definition.ts';
import type { ControlSource } from '../control.ts';
import type { EarlyData } from '../early-data.ts';
import type { OpenRuntime } from '../engine/engine.ts';
import type { AcceleratorsFound } from '../engine/find-accelerators.ts';
import type { TrainingJob } from '../training-job.ts';

export interface RunTrainingOptions {
  readonly job: TrainingJob;
  readonly openRuntime: OpenRuntime;
  /** Those that `auto` compares with the processor. Default: none. @param python see `RuntimeOptions` */
  readonly accelerators?: (python: string | null) => Promise<AcceleratorsFound>;
  readonly versions: Readonly<Record<string, string>>;
  readonly control: ControlSource;
  readonly listener: (event: TrainEvent) => void;
  /** Data of a new run that were requested before. */
  readonly early?: EarlyData;
  /** The models that a plan may be of. Default: those of this version. */
  readonly models?: readonly ModelDefinition[];
  /** Where rows are kept. Default: as usual on this machine. */
  readonly cache?: DataAccess['cache'];
}
