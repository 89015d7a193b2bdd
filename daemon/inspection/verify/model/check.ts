/** One thing that was compared, with its largest error. */
export interface Check {
  readonly name: string;
  /** NaN if a result is not a number. */
  readonly error: number;
  /** The allowed error where the error is largest relative to it. */
  readonly tolerance: number;
  readonly ok: boolean;
}
