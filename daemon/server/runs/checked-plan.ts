/** The plan of a spec that a client sent as text. */
import { basename, dirname } from 'node:path';
import type { PaceOptions } from '../../spec/pace.ts';
import type { Plan } from '../../spec/plan.ts';
import { SpecError } from '../../spec/spec-error.ts';
import { asOutdated } from './executables.ts';

export interface PlanOptions extends PaceOptions {
  /** false (an untrusted session): no data file outside the spec's folder is opened or stat'ed. */
  readonly trusted: boolean;
  /** Whether a spec whose data file is missing is refused, or only where nothing else tells the data's shape. */
  readonly missingData: 'warning' | 'error';
}

/**
 * The spec language is loaded when the first spec is checked.
 * @param spec `path` is absolute
 * @throws SpecError (exit 2) if a diagnostic is an error, or the data is not known
 */
export async function checkedPlan(
  { text, path }: { readonly text: string; readonly path: string },
  options: PlanOptions,
): Promise<Plan> {
  const { checkSpec } = await import('../../spec/check-spec.ts').catch((error: unknown) => {
    throw asOutdated(error);
  });
  const fileStem = basename(path).replace(/(\.flow)?\.json$/, '');
  const { plan, diagnostics } = await checkSpec(text, { ...options, folder: dirname(path), fileStem });
  // Where a spec is edited this is no error: the shape may be known without the data.
  const outside = diagnostics.filter(({ code }) => code === 'needs-trust');
  if (outside.length > 0) throw new SpecError(path, outside);
  if (plan === null) throw new SpecError(path, diagnostics);
  return plan;
}
