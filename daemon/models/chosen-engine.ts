/** Where a run computes: what the spec, the request and the settings say, in that order of precedence from the last. */
import {
  type BackendChoice,
  backendsWith,
  ENGINE_KEYS,
  REQUEST_KEYS,
  type RequestKey,
  requestKeysOf,
} from '../../protocol/backends.ts';
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
 * The plan with what the request chooses. Keys that mean nothing for the backend are an error if the request names them,
 * and are dropped if the spec does. What a spec says of its own backend is not for another one.
 * @throws FlowscopeError `usage` (exit 2)
 */
export function chosenEngine<P extends EnginePlan>(plan: P, choice: EngineChoice): ChosenEngine<P> {
  const { device: _device, matmulPrecision: _precision, ...rest } = plan;
  const applies = choice.backend !== undefined && (choice.isDefault !== true || plan.backend === 'auto');
  const backend = applies ? choice.backend : plan.backend;
  const isFree = choice.isDefault !== true || plan.backend === 'auto';
  const written: EnginePlan = plan.backend === 'auto' || plan.backend === backend ? plan : { backend };
  const known = requestKeysOf(backend);
  if (choice.isDefault !== true) refuse(choice, backend, known);
  const keys = ENGINE_KEYS.filter((key) => known.includes(key)).flatMap((key) => {
    const value = (isFree ? choice[key] : undefined) ?? written[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  const device = keys.find(([key]) => key === 'device')?.[1];
  if (choice.devices !== undefined && device?.includes(':')) {
    throw new FlowscopeError('usage', `--devices counts devices of a platform, and the device is '${device}'`, {
      hint: `Use --device ${device.split(':', 1)[0]} with --devices.`,
      exitCode: 2,
    });
  }
  // The optional keys are those that were taken out.
  return { plan: { ...rest, backend, ...Object.fromEntries(keys) } as P, reason: reasonOf(plan, choice, applies) };
}

const OPTIONS: Readonly<Record<RequestKey, string>> = {
  device: 'device',
  matmulPrecision: 'matmul-precision',
  devices: 'devices',
};

function refuse(choice: EngineChoice, backend: BackendChoice, known: readonly RequestKey[]): void {
  for (const key of REQUEST_KEYS) {
    if (choice[key] === undefined || known.includes(key)) continue;
    const others = backendsWith(key);
    const named = others.map((other) => `'${other}'`).join(' and ');
    throw new FlowscopeError(
      'usage',
      `--${OPTIONS[key]} is for the backend${others.length > 1 ? 's' : ''} ${named}, and this run uses '${backend}'`,
      { hint: `Use --backend ${others.join(' or --backend ')}.`, exitCode: 2 },
    );
  }
}

function reasonOf({ backend }: EnginePlan, { isDefault }: EngineChoice, applies: boolean): string {
  if (applies) return isDefault ? 'the setting flowscope.backend' : 'the request (--backend)';
  return backend === 'auto' ? 'auto: the processor is the default' : 'the spec';
}
