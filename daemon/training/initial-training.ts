import type { ParameterValues } from '../evaluation/evaluator.ts';
import { initializeFromData } from '../evaluation/evaluator.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { PreparedTraining } from './prepare-training.ts';
import type { Progress } from './progress.ts';
import { NO_PROGRESS } from './progress.ts';
import type { RestoredState, StateLayout } from './training-state.ts';
import { initialState } from './training-state.ts';

/** Starts a new run: draws the parameters, then initializes layers from the data (actnorm). */
export async function initialTraining(
  layout: StateLayout,
  runtime: Runtime,
  { flow, plan, transform, rows }: PreparedTraining,
): Promise<RestoredState & { readonly progress: Progress }> {
  const { seed } = plan.training;
  const drawn: ParameterValues = new Map(flow.parameters.map((p) => [p.name, p.initialize(seed)]));
  const values = await initializeFromData(runtime, flow, transform, rows, drawn, seed);
  const fixed = new Map(layout.fixed.map(({ name }) => [name, values.get(name)!]));
  return { state: initialState(layout, values), fixed, progress: NO_PROGRESS };
}
