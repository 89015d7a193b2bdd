import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { Diagnostic } from './diagnostic.ts';

/** The diagnostic that an error is about: the first error. */
export function mainDiagnostic(diagnostics: readonly Diagnostic[]): Diagnostic | null {
  return (
    diagnostics.find(({ severity }) => severity === 'error') ??
    // A spec without errors can fail only because of missing data.
    diagnostics.find(({ code }) => code === 'missing-data') ??
    diagnostics[0] ??
    null
  );
}

export function countErrors(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter(({ severity }) => severity === 'error').length;
}

/** A spec has errors; the message is that of the first one, and `diagnostics` has all of them. Exit 2. */
export class SpecError extends FlowscopeError {
  readonly diagnostics: readonly Diagnostic[];
  readonly path: string | null;
  readonly range: Diagnostic['range'] | null;

  /** @param errors their number, if `diagnostics` has not all of them */
  constructor(file: string, diagnostics: readonly Diagnostic[], errors: number = countErrors(diagnostics)) {
    const first = mainDiagnostic(diagnostics);
    const hint = first?.fixes[0]?.title ?? (errors > 1 ? `flowscope check lists all ${errors} problems.` : undefined);
    super(first?.code ?? 'spec', first?.message ?? 'the shape of the data of this spec is unknown', {
      file,
      exitCode: 2,
      ...(hint === undefined ? {} : { hint }),
    });
    this.name = 'SpecError';
    this.diagnostics = diagnostics;
    this.path = first?.path ?? null;
    this.range = first?.range ?? null;
  }
}
