/** Formats errors for programs and people. */
import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { Diagnostic } from '../spec/diagnostic.ts';
import { SpecError } from '../spec/spec-error.ts';

export interface Failure {
  readonly v: 1;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
    readonly file?: string;
    readonly path?: string;
    readonly range?: Diagnostic['range'];
  };
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof FlowscopeError)) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      v: 1,
      error: {
        code: 'internal',
        message,
        hint: 'This is a bug in Flowscope. Please report it together with the command.',
      },
    };
  }
  const { code, message, hint, file } = error;
  return {
    v: 1,
    error: {
      code,
      message,
      hint,
      ...(file === null ? {} : { file }),
      ...(error instanceof SpecError && error.path !== null && error.range !== null
        ? { path: error.path, range: error.range }
        : {}),
    },
  };
}

/** E.g. `two-moons.flow.json:3:12: unknown layer type …`; 1-based, as editors show it. */
export function failureText({ error }: Failure): string {
  const { code, message, hint, file, range } = error;
  const place =
    range !== undefined && file !== undefined ? `${file}:${range.start.line + 1}:${range.start.character + 1}: ` : '';
  return `error (${code}): ${place}${message}${hint === null ? '' : `\n  ${hint}`}`;
}

export function exitCodeOf(error: unknown): 1 | 2 {
  return error instanceof FlowscopeError ? error.exitCode : 1;
}
