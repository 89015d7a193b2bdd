/** What computes a run. */
import type { BackendChoice } from '../../../protocol/backends.ts';
import { backendNamed } from '../../../protocol/backends.ts';
import type { TrainEvent } from '../../../protocol/train-events.ts';
import type { ModelPlan } from '../../models/plan.ts';
import type { RuntimeOptions } from '../../runtime/definition.ts';
import { evaluationBackend } from '../../runtime/registry.ts';
import type { Runtime } from '../../runtime/runtime.ts';

export interface Engine {
  readonly runtime: Runtime;
  /** Draws the first values and validates: the same one, or that of another backend. */
  readonly evaluation: Runtime;
  /** Why it has this backend, for the run's record. */
  readonly reason: string;
}

/** The runtime of a plan's backend. @throws FlowscopeError `runtime-unavailable`, and as the runtime's `open` */
export type OpenRuntime = (backend: BackendChoice, options: Omit<RuntimeOptions, 'threads'>) => Promise<Runtime>;

export interface EngineOptions {
  readonly openRuntime: OpenRuntime;
  /** See `RuntimeOptions`. */
  readonly python: string | null;
  /** Several devices, or several processes. Absent: one. */
  readonly sharing?: Pick<RuntimeOptions, 'devices' | 'ranks'>;
  readonly listener: (event: TrainEvent) => void;
  /** Aborted when the run is to stop. */
  readonly signal: AbortSignal;
}

/** Opens what the plan names, and closes it after use. */
export async function withEngine<R>(
  { openRuntime, python, sharing, listener, signal }: EngineOptions,
  {
    plan,
    reason,
  }: { readonly plan: Pick<ModelPlan, 'backend' | 'device' | 'matmulPrecision'>; readonly reason: string },
  use: (engine: Engine) => Promise<R>,
): Promise<R> {
  const runtime = await openRuntime(plan.backend, {
    device: plan.device ?? null,
    matmulPrecision: plan.matmulPrecision ?? null,
    python,
    ...sharing,
    signal,
    onProgress: (what, seconds) => listener({ event: 'backend', backend: plan.backend, what, seconds }),
  });
  try {
    const own = backendNamed(runtime.name);
    const other = own === null ? null : evaluationBackend(own);
    const evaluation = other === null || other === own ? runtime : await openRuntime(other, {});
    return await use({ runtime, evaluation, reason });
  } finally {
    await runtime.close?.();
  }
}
