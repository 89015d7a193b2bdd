import { join } from 'node:path';

/** The files of a run directory. */
export interface RunPaths {
  readonly spec: string;
  readonly metrics: string;
  readonly layers: string;
  readonly checkpoints: string;
  readonly samples: string;
}

export function runPaths(directory: string): RunPaths {
  return {
    spec: join(directory, 'spec.txt'),
    metrics: join(directory, 'metrics.jsonl'),
    layers: join(directory, 'layers.jsonl'),
    checkpoints: join(directory, 'checkpoints'),
    samples: join(directory, 'samples'),
  };
}
