/** Checks a spec that a client sent as text, and returns its plan. */
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { suggestedThreads } from '../../models/suggested-threads.ts';
import { checkText } from '../../spec/check.ts';
import { registries as allRegistries } from '../../spec/check-spec.ts';
import { dataWarnings } from '../../spec/data-warnings.ts';
import { fileStemOf } from '../../spec/file-stem.ts';
import { planParameters } from '../../spec/parameter-counts.ts';
import type { Registries } from '../../spec/resolve/registries.ts';
import { SpecError } from '../../spec/spec-error.ts';
import { parseSpec } from '../../spec/text/parse.ts';
import { breathe } from '../analysis/pacer.ts';
import type { CheckedSpec, SpecCheck } from './messages.ts';

export interface CheckWatch {
  readonly signal: AbortSignal;
  readonly registries?: Registries;
  /** Called when a stretch of work begins after a pause. */
  readonly onStretch?: () => void;
}

/** @throws SpecError (exit 2) if a diagnostic is an error, or the data is not known */
export async function checkedSpec(
  { text, path, trusted, missingData }: SpecCheck,
  { signal, registries = allRegistries, onStretch = () => {} }: CheckWatch,
): Promise<CheckedSpec> {
  const { plan, diagnostics } = await checkText(parseSpec(text), registries, {
    trusted,
    missingData,
    signal,
    breathe: async () => {
      await breathe();
      onStretch();
    },
    folder: dirname(path),
    fileStem: fileStemOf(path),
  });
  // Not an error while a spec is edited: the shape may be known without the data.
  const outside = diagnostics.filter(({ code }) => code === 'needs-trust');
  if (outside.length > 0) throw new SpecError(path, outside);
  if (plan === null) throw new SpecError(path, diagnostics);
  const places = await planParameters(plan);
  return {
    plan,
    parameters: [...places.values()].reduce((total, own) => total + own, 0),
    warnings: dataWarnings(diagnostics),
    threads: suggestedThreads(plan, availableParallelism()),
  };
}
