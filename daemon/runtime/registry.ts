/**
 * The runtimes that `backend` of a spec can choose. The float64 reference is not among them: it is the meaning of the
 * ops, which verification and tests compare a runtime with.
 */
import type { AvailableBackend, Backend, BackendChoice } from '../../protocol/backends.ts';
import { BACKENDS } from '../../protocol/backends.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { RuntimeDefinition, RuntimeOptions } from './definition.ts';
import { jax } from './jax/jax.ts';
import { cpu } from './onnxruntime/cpu.ts';
import { webgpu } from './onnxruntime/webgpu.ts';
import type { Runtime } from './runtime.ts';
import { tensorflow } from './tensorflow/tensorflow.ts';

export type RuntimeRegistry = { readonly [B in Backend]?: RuntimeDefinition<B> };

export const RUNTIMES: { readonly [B in AvailableBackend]: RuntimeDefinition<B> } = { cpu, webgpu, jax, tensorflow };

/**
 * Opens the runtime of a spec's `backend`; `auto` is the first in the list of backends that is available.
 * @throws FlowscopeError `runtime-unavailable` with the system's reason
 */
export async function openRuntime(
  backend: BackendChoice,
  options: RuntimeOptions,
  registry: RuntimeRegistry = RUNTIMES,
): Promise<Runtime> {
  return (await choose(backend, registry)).open(options);
}

/** The backend that validates, inspects and previews what `backend` trains. */
export function evaluationBackend(backend: BackendChoice, registry: RuntimeRegistry = RUNTIMES): BackendChoice {
  return (backend === 'auto' ? undefined : registry[backend]?.evaluatesWith) ?? backend;
}

/**
 * Loads what `auto` opens, so that opening it later takes no time.
 * @throws FlowscopeError `runtime-unavailable`
 */
export async function preloadRuntime(): Promise<void> {
  await choose('auto', RUNTIMES);
}

async function choose(backend: BackendChoice, registry: RuntimeRegistry): Promise<RuntimeDefinition> {
  const failures: FlowscopeError[] = [];
  for (const name of backend === 'auto' ? BACKENDS : [backend]) {
    const definition = registry[name];
    if (definition === undefined || (backend === 'auto' && definition.explicit)) continue;
    const found = await definition.detect();
    if (found.available) return definition;
    failures.push(unavailable(name, found));
  }
  throw failures[0] ?? unavailable(backend, { reason: `this version has no backend '${backend}'`, cause: null });
}

const SYSTEMS =
  'Supported systems are Linux (x64, arm64; glibc 2.28 or newer), macOS (Apple silicon) and Windows (x64, arm64). Language features work everywhere. To train, connect to a supported machine with Remote-SSH.';

/** Without a hint, the library of the processor does not load on this system. */
function unavailable(
  backend: BackendChoice,
  { reason, hint, cause }: { readonly reason: string; readonly hint?: string; readonly cause: unknown },
): FlowscopeError {
  const what =
    hint === undefined
      ? `Flowscope cannot compute on this system (${process.platform}-${process.arch})`
      : `The backend '${backend}' cannot compute here`;
  return new FlowscopeError('runtime-unavailable', `${what}: ${reason}.`, { hint: hint ?? SYSTEMS, cause });
}
