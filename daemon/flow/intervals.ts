/** Sets of numbers that coordinates may take. */

/** A set of real numbers that a coordinate may take. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Whether the end points themselves are included. */
  readonly closed: boolean;
  /**
   * Range of the map up to here if its domain is as large as possible; absent: the interval itself. Data in [0, 1] may
   * feed an affine coupling and a normal base, since the coupling maps all reals onto all reals; after a sigmoid they
   * may not. The data's own intervals have the extension (−∞, ∞). The base's support is compared with this.
   */
  readonly extension?: { readonly low: number; readonly high: number };
}

export const REAL_LINE: Interval = { low: -Infinity, high: Infinity, closed: false };

/** The inputs that a map accepts. */
export interface Domain extends Pick<Interval, 'low' | 'high' | 'closed'> {
  /** Only the whole numbers of the interval. */
  readonly whole?: boolean;
}

/** Intervals per coordinate (length D), or a problem with the input's. */
export type DomainResult = { readonly intervals: readonly Interval[] } | { readonly problem: string };
