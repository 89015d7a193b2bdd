/** What each backend can do on this machine, for people who choose one. */
import type { Backend } from '../../protocol/backends.ts';
import { BACKENDS } from '../../protocol/backends.ts';
import type { BackendsResult } from '../../protocol/backends-result.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { BackendReport, RuntimeDefinition, RuntimeOptions } from './definition.ts';
import { RUNTIMES, type RuntimeRegistry } from './registry.ts';

/** Backends of the language without a runtime in this version. */
const ABSENT: Readonly<Record<string, Pick<BackendReport, 'reason' | 'fix'>>> = {
  cuda: {
    reason: 'This version of Flowscope uses CUDA through JAX.',
    fix: 'Use the backend jax with the device gpu, and a Python with "jax[cuda13]".',
  },
};

/** Starts the programs that backends need, such as Python: it takes seconds. A program that fails is a part of the answer. */
export async function listBackends(
  options: Pick<RuntimeOptions, 'python'>,
  registry: RuntimeRegistry = RUNTIMES,
): Promise<BackendsResult> {
  const reports = await Promise.all(BACKENDS.map((name) => reportOf(name, options, registry)));
  const automatic = reports.find(({ available, name }) => available && registry[name]?.explicit !== true)?.name;
  return { v: 1, backends: reports.map((report) => ({ ...report, automatic: report.name === automatic })) };
}

async function reportOf(
  name: Backend,
  options: Pick<RuntimeOptions, 'python'>,
  registry: RuntimeRegistry,
): Promise<BackendReport & { readonly name: Backend; readonly available: boolean }> {
  const none = { name, available: false, reason: null, fix: null, versions: {}, devices: [] };
  const definition = registry[name];
  if (definition === undefined) return { ...none, ...ABSENT[name] };
  try {
    const report = (await definition.report?.(options)) ?? (await detected(definition));
    return { name, available: report.reason === null, ...report };
  } catch (error) {
    if (!(error instanceof FlowscopeError)) throw error;
    return { ...none, reason: error.message, fix: error.hint };
  }
}

async function detected(definition: RuntimeDefinition): Promise<BackendReport> {
  const found = await definition.detect();
  const none = { versions: {}, devices: [] };
  return found.available
    ? { reason: null, fix: null, ...none }
    : { reason: found.reason, fix: found.hint ?? null, ...none };
}
