import { sentenceWithHint } from '../../daemon/format/sentence-with-hint.ts';

/** A request that the host could not answer. */
export class PanelFailure extends Error {
  readonly code: string;
  readonly hint: string | null;
  /** Superseded or cancelled: not shown to the user. */
  readonly cancelled: boolean;

  constructor(options: { code: string; message: string; hint: string | null; cancelled: boolean }) {
    super(options.message);
    this.name = 'PanelFailure';
    this.code = options.code;
    this.hint = options.hint;
    this.cancelled = options.cancelled;
  }
}

export function isCancelled(error: unknown): boolean {
  return (error instanceof PanelFailure && error.cancelled) || (error instanceof Error && error.name === 'AbortError');
}

/** The message and its hint. */
export function failureText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return sentenceWithHint(message, error instanceof PanelFailure ? error.hint : null);
}
