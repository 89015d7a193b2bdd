/** How long a training step takes on each backend, for people who choose one. */
import type { BackendsResult } from '../../../protocol/backends-result.ts';
import type { DataAccess } from '../../data/definition.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { chosenEngine } from '../../models/chosen-engine.ts';
import type { ModelPlan } from '../../models/plan.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import { USUAL_FLOW } from '../../templates/usual-flow.ts';
import { prepareTraining } from '../prepare-training.ts';
import { type EngineOptions, withEngine } from './engine.ts';
import { secondsPerStep } from './seconds-per-step.ts';

export interface MeasuredOptions extends Pick<EngineOptions, 'openRuntime' | 'python'> {
  /** null: a flow of usual size. */
  readonly subject: { readonly plan: ModelPlan; readonly access: DataAccess } | null;
  /** Told which backend is measured next. */
  readonly onBackend?: (name: string) => void;
}

/**
 * Measures the available ones, one after the other. One that fails has no time, and its error beside it.
 * @throws FlowscopeError if the data of the plan cannot be read
 */
export async function measureBackends(
  { backends, ...rest }: BackendsResult,
  { openRuntime, python, subject, onBackend }: MeasuredOptions,
): Promise<BackendsResult> {
  const { plan, access } = subject ?? { plan: await usualPlan(), access: { folder: '.', trusted: false } };
  const prepared = await prepareTraining(plan, access);
  const measured: BackendsResult['backends'] = [];
  for (const backend of backends) {
    if (!backend.available) {
      measured.push(backend);
      continue;
    }
    onBackend?.(backend.name);
    try {
      const chosen = chosenEngine(plan, { backend: backend.name });
      const seconds = await withEngine(
        { openRuntime, python, listener: () => {}, signal: new AbortController().signal },
        chosen,
        (engine) => secondsPerStep(engine, prepared),
      );
      measured.push({ ...backend, millisecondsPerStep: 1000 * seconds });
    } catch (error) {
      if (!(error instanceof FlowscopeError)) throw error;
      measured.push({ ...backend, problem: error.message });
    }
  }
  return { ...rest, measured: subject === null ? USUAL_FLOW.name : plan.name, backends: measured };
}

async function usualPlan(): Promise<ModelPlan> {
  const { plan } = await checkSpec(JSON.stringify(USUAL_FLOW.spec), { folder: '.', trusted: false, fileStem: 'usual' });
  return plan!;
}
