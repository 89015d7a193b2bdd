/** The rows of a waterfall, and where their bars begin and end. */

export interface WaterfallRow {
  /** `3  affine-coupling`. */
  readonly label: string;
  /** Identifies the row in `selected` and in the event. */
  readonly key: string;
  /** `last`: a term that is no layer, and cannot be chosen. */
  readonly kind: 'base' | 'term' | 'last' | 'total';
  /** Nats. */
  readonly mean: number;
  /** null: no whiskers. */
  readonly p10: number | null;
  readonly p90: number | null;
  /** Drop in NLL, nats; null if it is not defined. */
  readonly gain: number | null;
  /** The numbers of the row, for screen readers. */
  readonly detail: string;
}

export interface Placed {
  readonly row: WaterfallRow;
  /** Ends of the bar and of the whiskers, nats. */
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
}

/** Each bar starts where the previous one ends; base and total start at zero. */
export function place(rows: readonly WaterfallRow[]): readonly Placed[] {
  let sum = 0;
  return rows.map((row) => {
    const from = row.kind === 'base' || row.kind === 'total' ? 0 : sum;
    const to = from + row.mean;
    if (row.kind !== 'total') sum = to;
    const [low, high] = [row.p10, row.p90].map((value) => (value === null ? to : from + value));
    return { row, from, to, low: low!, high: high! };
  });
}

/** Where values stand between two ends, CSS pixels. `zero`: of 0; null: outside. */
export function scaleFor(placed: readonly Placed[], { left, right }: { left: number; right: number }) {
  const ends = placed.flatMap(({ from, to, low, high }) => [from, to, low, high]).filter(Number.isFinite);
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const range = most > least ? most - least : 1;
  const at = (value: number) => left + ((Number.isFinite(value) ? value - least : 0) / range) * (right - left);
  return { at, low: least, high: most, zero: least <= 0 && most >= 0 ? at(0) : null };
}
