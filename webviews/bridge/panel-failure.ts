/** What a host could not do. */
export class PanelFailure extends Error {
  readonly code: string;
  readonly hint: string | null;
  /** Superseded, or not wanted any more: nobody needs to be told. */
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
