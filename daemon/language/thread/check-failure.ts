/** Carries the error of a check from the thread to the daemon. */

import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { stackOf } from '../../errors/stack-of.ts';
import { systemError } from '../../errors/system-error.ts';
import { countErrors, mainDiagnostic, SpecError } from '../../spec/spec-error.ts';
import type { CheckFailure } from './messages.ts';

export function failureOf(error: unknown): CheckFailure {
  if (error instanceof SpecError) {
    const { file, diagnostics } = error;
    const main = mainDiagnostic(diagnostics);
    // Its edits are not part of the error's text, and may be long.
    const short = main && { ...main, fixes: main.fixes.slice(0, 1).map(({ title }) => ({ title, edits: [] })) };
    return { kind: 'spec', file: file ?? '', main: short, errors: countErrors(diagnostics) };
  }
  const known = error instanceof FlowscopeError ? error : systemError(error);
  if (known === null) return { kind: 'internal', message: stackOf(error) };
  const { code, message, hint, file, exitCode } = known;
  return { kind: 'error', code, message, hint, file, exitCode };
}

export function errorOf(failure: CheckFailure): Error {
  if (failure.kind === 'spec') {
    return new SpecError(failure.file, failure.main === null ? [] : [failure.main], failure.errors);
  }
  if (failure.kind === 'internal') return new Error(failure.message);
  const { code, message, hint, file, exitCode } = failure;
  return new FlowscopeError(code, message, {
    ...(hint === null ? {} : { hint }),
    ...(file === null ? {} : { file }),
    exitCode,
  });
}
