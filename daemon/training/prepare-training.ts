/** Prepares what training needs: data in the flow's units, the flow, and the number of steps. */
import type { DataAccess, Dataset } from '../data/definition.ts';
import { loadDataset } from '../data/load-dataset.ts';
import type { DataTransform, PreparedRows } from '../data/prepare.ts';
import { dataTransform } from '../data/prepare.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { Flow } from '../flow/flow.ts';
import { buildFlow } from '../flow/flow.ts';
import { countParameters } from '../spec/parameter-counts.ts';
import type { Plan } from '../spec/plan.ts';

export interface PreparedTraining {
  readonly plan: Plan;
  readonly dataset: Dataset;
  readonly transform: DataTransform;
  readonly rows: PreparedRows;
  readonly flow: Flow;
  /** Number of trainable parameters. */
  readonly parameters: number;
  readonly steps: number;
}

/**
 * Loads and standardizes the data and builds the flow.
 * @param access the spec's folder, which relative paths start from, and which other files may be opened
 * @throws FlowscopeError `data`, `missing-data`, `needs-trust`, `too-many-parameters`
 */
export async function prepareTraining(plan: Plan, access: DataAccess): Promise<PreparedTraining> {
  // Built first, so that a flow that is too large fails before any large read or allocation.
  const flow = buildFlow(plan);
  const parameters = countParameters(flow);
  const dataset = await loadDataset(plan.data, access);
  const { batchSize, steps, epochs } = plan.training;
  if (batchSize > dataset.train.count) {
    throw new FlowscopeError(
      'data',
      `training.batchSize is ${batchSize}, but there are only ${dataset.train.count} training rows`,
      {
        hint: `Set training.batchSize to at most ${dataset.train.count}.`,
        exitCode: 2,
      },
    );
  }
  const transform = dataTransform(dataset);
  return {
    plan,
    dataset,
    transform,
    rows: transform.prepare(dataset.train),
    flow,
    parameters,
    steps: epochs === null ? (steps ?? 2000) : Math.max(1, Math.ceil((epochs * dataset.train.count) / batchSize)),
  };
}
