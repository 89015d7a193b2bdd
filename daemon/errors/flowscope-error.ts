/** The part of a spec's `data` that an error is about, for editors. */
export interface ErrorSubject {
  /** A key of `data`. */
  readonly key: string;
  /** A text that is in both the spec and the message: the name of a column. */
  readonly text?: string;
  /**
   * Possible replacements: names for `text` if it is a text of that key, else values for the key. Empty: remove the
   * key.
   */
  readonly choices?: readonly unknown[];
  /** What an entry of the list that is `text` may be instead. */
  readonly entry?: { readonly value: unknown };
  /** Keys to set for a column, in `columns`: its name or number, and their values. */
  readonly column?: { readonly label: string | number; readonly keys: Readonly<Record<string, unknown>> };
  /** Keys of `data` to set, and their values. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** What `exclude` takes for a column that is better left out: its name or number. */
  readonly leaveOut?: string | number;
}

/**
 * The only error class that users see: a stable `code`, a message that names the value and the place, and a hint that
 * names the fix. `exitCode` is 1 (failed) or 2 (wrong usage, spec or input).
 */
export class FlowscopeError extends Error {
  readonly code: string;
  readonly hint: string | null;
  readonly file: string | null;
  readonly exitCode: 1 | 2;
  readonly about: ErrorSubject | null;
  /** The cause alone, for lists that name the file beside it: the message without the file. */
  readonly reason: string | null;

  constructor(
    code: string,
    message: string,
    options: {
      hint?: string;
      file?: string;
      exitCode?: 1 | 2;
      cause?: unknown;
      about?: ErrorSubject;
      reason?: string;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'FlowscopeError';
    this.code = code;
    this.hint = options.hint ?? null;
    this.file = options.file ?? null;
    this.exitCode = options.exitCode ?? 1;
    this.about = options.about ?? null;
    this.reason = options.reason ?? null;
  }
}
