import { join } from 'node:path';

/** The folder of a run directory with its snapshots. */
export const SNAPSHOTS = 'snapshots';

/** The files of a run directory. */
export interface RunPaths {
  readonly spec: string;
  readonly metrics: string;
  readonly layers: string;
  readonly checkpoints: string;
  /** Weights of earlier steps, for inspection. */
  readonly snapshots: string;
  readonly samples: string;
}

export function runPaths(directory: string): RunPaths {
  return {
    spec: join(directory, 'spec.txt'),
    metrics: join(directory, 'metrics.jsonl'),
    layers: join(directory, 'layers.jsonl'),
    checkpoints: join(directory, 'checkpoints'),
    snapshots: join(directory, SNAPSHOTS),
    samples: join(directory, 'samples'),
  };
}
