/** Checks a spec that a client sent as text, and returns its plan. */
import { basename, dirname } from 'node:path';
import type { ModelPlan } from '../../models/plan.ts';
import type { PaceOptions } from '../../spec/pace.ts';
import { SpecError } from '../../spec/spec-error.ts';
import { asOutdated } from './executables.ts';

export interface PlanOptions extends PaceOptions {
  /** false (an untrusted session): no data file outside the spec's folder is opened or stat'ed. */
  readonly trusted: boolean;
  /** Whether a missing data file is always an error, or only if nothing else tells the data's shape. */
  readonly missingData: 'warning' | 'error';
}

/**
 * Loads the spec language on first use.
 * @param spec its `path` is absolute
 * @throws SpecError (exit 2) if a diagnostic is an error, or the data is not known
 */
export async function checkedPlan(
  { text, path }: { readonly text: string; readonly path: string },
  options: PlanOptions,
): Promise<ModelPlan> {
  const { checkSpec } = await import('../../spec/check-spec.ts').catch((error: unknown) => {
    throw asOutdated(error);
  });
  const fileStem = basename(path).replace(/(\.flow)?\.json$/, '');
  const { plan, diagnostics } = await checkSpec(text, { ...options, folder: dirname(path), fileStem });
  // Not an error while a spec is edited: the shape may be known without the data.
  const outside = diagnostics.filter(({ code }) => code === 'needs-trust');
  if (outside.length > 0) throw new SpecError(path, outside);
  if (plan === null) throw new SpecError(path, diagnostics);
  return plan;
}
