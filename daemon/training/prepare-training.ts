/** Prepares what training needs: data in the model's units, the model, and the number of steps. */
import type { DataAccess } from '../data/definition.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { Model, ModelDefinition } from '../models/definition.ts';
import type { ModelPlan } from '../models/plan.ts';
import { buildModel } from '../models/registry.ts';
import { countParameters } from '../spec/parameter-counts.ts';
import { type EarlyData, type LoadedData, loadData } from './early-data.ts';

export interface PreparedTraining extends LoadedData {
  readonly plan: ModelPlan;
  readonly model: Model;
  /** Number of trainable parameters. */
  readonly parameters: number;
  readonly steps: number;
}

/**
 * Loads and standardizes the data and builds the model.
 * @param access the spec's folder, which relative paths start from, and which other files may be opened
 * @param early data that may be the plan's
 * @throws FlowscopeError `data`, `missing-data`, `needs-trust`, `too-many-parameters`
 */
export async function prepareTraining(
  plan: ModelPlan,
  access: DataAccess,
  models?: readonly ModelDefinition[],
  early?: EarlyData,
): Promise<PreparedTraining> {
  // Built first, so that a model that is too large fails before any large read or allocation.
  const model = buildModel(plan, models);
  const parameters = countParameters(model);
  const data = (await early?.take(plan.data, access)) ?? (await loadData(plan.data, access));
  const { dataset } = data;
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
  return {
    plan,
    ...data,
    model,
    parameters,
    steps: epochs === null ? (steps ?? 2000) : Math.max(1, Math.ceil((epochs * dataset.train.count) / batchSize)),
  };
}
