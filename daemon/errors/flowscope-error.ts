/**
 * The one error class that reaches users: a stable `code`, a message that names the value and the place, a hint that
 * names the fix. `exitCode` is 1 (failed) or 2 (wrong usage, spec or input).
 */
export class FlowscopeError extends Error {
  readonly code: string;
  readonly hint: string | null;
  readonly file: string | null;
  readonly exitCode: 1 | 2;

  constructor(
    code: string,
    message: string,
    options: { hint?: string; file?: string; exitCode?: 1 | 2; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'FlowscopeError';
    this.code = code;
    this.hint = options.hint ?? null;
    this.file = options.file ?? null;
    this.exitCode = options.exitCode ?? 1;
  }
}
