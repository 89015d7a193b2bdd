/** Training in this process on rows in memory, from start values that the caller may choose. */

import { batchOrder } from '../../../daemon/data/batch-order.ts';
import { createEvaluator, initializeFromData } from '../../../daemon/evaluation/evaluator.ts';
import type { ParameterValues } from '../../../daemon/evaluation/row-graph.ts';
import { parameterFeeds } from '../../../daemon/evaluation/row-graph.ts';
import type { StoredParameter } from '../../../daemon/flow/parameters.ts';
import { buildModel } from '../../../daemon/models/registry.ts';
import { cpuRuntime } from '../../../daemon/runtime/onnxruntime/cpu-runtime.ts';
import type { Plan } from '../../../daemon/spec/plan.ts';
import { openStepper } from '../../../daemon/training/stepper.ts';
import { trainingProgram } from '../../../daemon/training/training-program.ts';
import { initialState, namedArrays, type StateLayout, stateArrays } from '../../../daemon/training/training-state.ts';
import type { KnownDensity } from './densities.ts';

export type StartValues = (parameter: StoredParameter, seed: number) => Float32Array;

export interface Trained {
  /** mean(log p − log q) over the test rows, nats. */
  readonly gap: number;
  readonly parameters: ParameterValues;
}

export interface Trainer {
  train(seed: number, start: StartValues): Promise<Trained>;
  dispose(): Promise<void>;
}

const CHUNK = 100;

/** The rows are in the flow's units already. */
const IDENTITY = {
  logDet: 0,
  entry: null,
  prepare: () => {
    throw new Error('the rows are prepared already');
  },
  restore: (values: Float32Array) => Float64Array.from(values),
};

/** Runs differ in their seed and start values only. One thread. */
export async function trainerOf(plan: Plan, density: KnownDensity): Promise<Trainer> {
  const { training } = plan;
  const steps = training.steps!;
  const model = buildModel(plan);
  const runtime = cpuRuntime({ threads: 1 });
  const count = density.train.length / density.dimension;
  const lossLimit = training.lossLimit!;
  const program = trainingProgram(
    model,
    training,
    { rows: count, dtype: 'float', entry: null },
    { repeats: runtime.capabilities.repeats, lossLimit },
  );
  const fixed = model.parameters.filter(({ trainable }) => !trainable);
  const layout: StateLayout = { groups: program.groups, fixed, averaged: false };
  const test = { count: density.test.length / density.dimension, values: density.test, context: null };
  const evaluator = await createEvaluator(runtime, model, IDENTITY, test, 0);
  return {
    async train(seed, start) {
      const chosen = new Map(model.parameters.map((parameter) => [parameter.name, start(parameter, seed)]));
      const rows = { count, values: density.train, context: null };
      const drawn = await initializeFromData(runtime, model, IDENTITY, rows, chosen, seed);
      const constants = new Map(fixed.map(({ name }) => [name, drawn.get(name)!]));
      const stepper = await openStepper({
        runtime,
        program,
        training: { ...training, seed },
        steps,
        data: rows,
        state: initialState(layout, drawn),
        fixed: parameterFeeds({ parameters: fixed }, constants),
        order: batchOrder(seed, count, training.batchSize),
        lossLimit,
      });
      for (let step = 1; step <= steps; ) {
        const chunk = await stepper.run(step, Math.min(CHUNK, steps + 1 - step));
        if (chunk.diverged !== null)
          throw new Error(`${density.name}: the run diverged at step ${chunk.diverged.step}`);
        step += chunk.reports.length;
      }
      const state = stateArrays(await stepper.readState());
      await stepper.dispose();
      const parameters = new Map([...constants, ...namedArrays(layout, state, 'theta')]);
      return { gap: density.meanLogDensity - mean(await evaluator.logDensity(parameters, test)), parameters };
    },
    async dispose() {
      await evaluator.dispose();
    },
  };
}

function mean(values: Float64Array): number {
  return values.reduce((total, value) => total + value / values.length, 0);
}
