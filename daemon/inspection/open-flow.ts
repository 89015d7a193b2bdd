/** A trained flow read from its run directory: what every inspection starts from. */
import { dirname } from 'node:path';
import type { Dataset } from '../data/definition.ts';
import { loadDataset } from '../data/load-dataset.ts';
import type { DataTransform, PreparedRows } from '../data/prepare.ts';
import { dataTransform } from '../data/prepare.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { ParameterValues } from '../flow/evaluator.ts';
import type { Flow } from '../flow/flow.ts';
import { buildFlow } from '../flow/flow.ts';
import { listCheckpoints } from '../runs/checkpoint-manifest.ts';
import type { CheckpointChoice } from '../runs/checkpoint-reader.ts';
import { readCheckpoint } from '../runs/checkpoint-reader.ts';
import type { Run } from '../runs/run-directory.ts';
import type { Plan } from '../spec/plan.ts';
import { checkpointParameters } from '../training/training-state.ts';

export interface OpenFlow {
  readonly run: Run;
  readonly plan: Plan;
  readonly flow: Flow;
  readonly parameters: ParameterValues;
  /** Step of the checkpoint. */
  readonly step: number;
  readonly weights: 'raw' | 'ema';
}

/** Everything of a checkpoint but the optimizer's moments. */
const WEIGHTS = (name: string): boolean => !name.startsWith('optimizer/');

/**
 * Reads a checkpoint of `run`: by default the best by validation, or the latest where none is marked best.
 * @throws FlowscopeError `checkpoint` where there is none, or it does not fit the plan
 */
export async function openFlow(run: Run, choice: CheckpointChoice | null): Promise<OpenFlow> {
  const plan = run.record.plan as unknown as Plan;
  const flow = buildFlow(plan);
  const { checkpoint } = await readCheckpoint(run.paths.checkpoints, choice ?? (await defaultChoice(run)), {
    keep: WEIGHTS,
  });
  try {
    const { values, weights } = checkpointParameters(flow.parameters, checkpoint.tensors);
    return { run, plan, flow, parameters: values, step: checkpoint.step, weights };
  } catch (error) {
    throw new FlowscopeError(
      'checkpoint',
      `${checkpoint.path} does not fit the run's plan: ${(error as Error).message}`,
      {
        file: checkpoint.path,
        hint: 'Choose another checkpoint with --checkpoint, or train again.',
        cause: error,
      },
    );
  }
}

async function defaultChoice(run: Run): Promise<CheckpointChoice> {
  const known = await listCheckpoints(run.paths.checkpoints);
  return known.some(({ best }) => best) ? 'best' : 'latest';
}

export interface OpenData {
  readonly dataset: Dataset;
  readonly transform: DataTransform;
  split(name: 'train' | 'validation' | 'test'): PreparedRows;
}

/** The run's data, read again from where the spec's folder says; refuses rows that are not those it was trained on. */
export async function openData({ run, plan }: Pick<OpenFlow, 'run' | 'plan'>): Promise<OpenData> {
  const dataset = await loadDataset(plan.data, { folder: dirname(run.record.spec), trusted: true });
  if (dataset.fingerprint !== run.record.dataFingerprint) {
    throw new FlowscopeError('data-changed', `the data of run ${run.record.id} changed since it was trained`, {
      file: run.record.spec,
      hint: 'Restore the data file, or train a new run on the new data.',
    });
  }
  const transform = dataTransform(dataset);
  return { dataset, transform, split: (name) => transform.prepare(dataset[name]) };
}
