/** The argument of commands that take a spec or a run. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findRun } from '../runs/directory/find-run.ts';
import type { Run } from '../runs/directory/run-directory.ts';
import { type LoadedSpec, loadSpec } from './load-spec.ts';

export const SPEC_OR_RUN_ARGUMENT = {
  name: 'SPEC|RUN',
  description: 'A .flow.json file; or a run directory, the id of a run, or "latest".',
} as const;

/**
 * An existing file is a spec, anything else names a run. A missing file with a spec's extension is reported as a spec.
 * @throws SpecError, FlowscopeError `spec-not-found`, `run-not-found` (exit 2)
 */
export async function specOrRun(
  argument: string,
  cwd: string,
  options: { missingData?: 'warning' | 'error' } = {},
): Promise<{ readonly kind: 'spec'; readonly spec: LoadedSpec } | { readonly kind: 'run'; readonly run: Run }> {
  const info = await stat(resolve(cwd, argument)).catch(() => null);
  const isSpec = info === null ? argument.endsWith('.json') : !info.isDirectory();
  if (isSpec) return { kind: 'spec', spec: await loadSpec(argument, cwd, options) };
  return { kind: 'run', run: await findRun(argument, cwd) };
}
