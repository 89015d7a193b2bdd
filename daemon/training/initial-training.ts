import { initializeFromData } from '../evaluation/evaluator.ts';
import type { ParameterValues } from '../evaluation/row-graph.ts';
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
  { model, plan, transform, rows }: Pick<PreparedTraining, 'model' | 'plan' | 'transform' | 'rows'>,
): Promise<RestoredState & { readonly progress: Progress }> {
  const { seed } = plan.training;
  const drawn: ParameterValues = new Map(model.parameters.map((p) => [p.name, p.initialize(seed)]));
  const values = await initializeFromData(runtime, model, transform, rows, drawn, seed);
  const fixed = new Map(layout.fixed.map(({ name }) => [name, values.get(name)!]));
  return { state: initialState(layout, values), fixed, progress: NO_PROGRESS };
}
