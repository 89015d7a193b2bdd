/** Where a run computes: what the spec, the request and the settings say, in that order of precedence from the last. */
import type { EngineChoice } from '../../protocol/engine-choice.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { ModelPlan } from './plan.ts';

type EnginePlan = Pick<ModelPlan, 'backend' | 'device' | 'matmulPrecision'>;

export interface ChosenEngine<P> {
  /** With the backend, the device and the precision in force. */
  readonly plan: P;
  /** Who chose the backend, for the run's record. */
  readonly reason: string;
}

/**
 * The plan with what the request chooses. Keys that only JAX has are an error for another backend if the request names
 * them, and are dropped if the spec does.
 * @throws FlowscopeError `usage` (exit 2)
 */
export function chosenEngine<P extends EnginePlan>(plan: P, choice: EngineChoice): ChosenEngine<P> {
  const { device: _device, matmulPrecision: _precision, ...rest } = plan;
  const applies = choice.backend !== undefined && (choice.isDefault !== true || plan.backend === 'auto');
  const backend = applies ? choice.backend : plan.backend;
  const isFree = choice.isDefault !== true || plan.backend === 'auto';
  const device = (isFree ? choice.device : undefined) ?? plan.device;
  const precision = (isFree ? choice.matmulPrecision : undefined) ?? plan.matmulPrecision;
  if (backend !== 'jax') {
    if (choice.isDefault !== true) refuse(choice, backend);
    // The optional keys are those that were taken out.
    return { plan: { ...rest, backend } as P, reason: reasonOf(plan, choice, applies) };
  }
  const own = { ...(device === undefined ? {} : { device }), ...(precision ? { matmulPrecision: precision } : {}) };
  return { plan: { ...rest, backend, ...own } as P, reason: reasonOf(plan, choice, applies) };
}

function refuse({ device, devices, matmulPrecision }: EngineChoice, backend: string): void {
  const given = { device, devices, 'matmul-precision': matmulPrecision };
  const name = Object.entries(given).find(([, value]) => value !== undefined)?.[0] ?? null;
  if (name === null) return;
  throw new FlowscopeError('usage', `--${name} is for the backend 'jax', and this run uses '${backend}'`, {
    hint: 'Add --backend jax.',
    exitCode: 2,
  });
}

function reasonOf({ backend }: EnginePlan, { isDefault }: EngineChoice, applies: boolean): string {
  if (applies) return isDefault ? 'the setting flowscope.backend' : 'the request (--backend)';
  return backend === 'auto' ? 'auto: the processor is the default' : 'the spec';
}
