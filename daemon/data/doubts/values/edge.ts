/** Where the values of a column end abruptly, as those of a share or an angle do. */

export interface Edge {
  /** The last value, or a round number just beyond it. */
  readonly bound: number;
  /** Values that are equal to the last one, if that is so for at least a hundredth of them; else 0. */
  readonly equal: number;
  /** The density near the edge, relative to that between the quartiles. */
  readonly density: number;
}

const FEWEST_ROWS = 150;
/** Share of the rows that are compared with four times as many, and their least number. */
const NEAR = 0.01;
const FEWEST_NEAR = 8;
/**
 * Among n values of constant density up to the edge, the kth is a quarter as far from the first one as the 4kth; for a density
 * that falls to zero linearly it is half as far, and for tails more. This takes few of the latter.
 */
const SHARP = 0.35;
/** Least density near an edge. */
const DENSE = 0.5;
/** The same where something else says that there is an edge. */
const SHARP_LIKELY = 0.5;
const DENSE_LIKELY = 0.2;
/** With fewer rows, the end of a tail is close to a half by chance. */
const MANY = 1000;
/** In degrees. */
const RIGHT_ANGLE = 90;
/** In mean distances between values near the edge. */
const REACH = 5;

/**
 * The edge at one end of a continuous column; null if its density falls to zero there, or ends at no round number: that of a
 * curve on which the rows lie, as of a swiss roll, is no bound of the quantity.
 * @param sorted in ascending order
 * @param options `likely`: something else says that there is an edge, so that the density may be lower and end less sharply.
 *   `anywhere`: at any number
 */
export function edgeOf(
  sorted: Float64Array,
  side: 'low' | 'high',
  { likely = false, anywhere = false }: { readonly likely?: boolean; readonly anywhere?: boolean } = {},
): Edge | null {
  const count = sorted.length;
  const spread = sorted[Math.floor(0.75 * (count - 1))]! - sorted[Math.floor(0.25 * (count - 1))]!;
  if (count < FEWEST_ROWS || spread === 0) return null;
  const last = side === 'low' ? sorted[0]! : sorted[count - 1]!;
  const distance = (i: number) => Math.abs((side === 'low' ? sorted[i]! : sorted[count - 1 - i]!) - last);
  let equal = 1;
  while (equal < count && distance(equal) === 0) equal++;
  const near = Math.max(FEWEST_NEAR, Math.floor(NEAR * count));
  if (equal >= Math.max(5, NEAR * count)) return { bound: last, equal, density: Infinity };
  const far = distance(4 * near);
  const density = ((4 * near) / count / far) * (spread / 0.5);
  const [sharp, dense, most] = likely ? [SHARP_LIKELY, DENSE_LIKELY, 2 * REACH] : [SHARP, DENSE, REACH];
  if (distance(near) > sharp * far || density < dense) return null;
  if (anywhere) return { bound: last, equal: 0, density };
  const bound = roundBeyond(last, (most * far) / (4 * near), { side, range: sorted[count - 1]! - sorted[0]!, count });
  return bound === null ? null : { bound, equal: 0, density };
}

/** A round number, relative to the range, that is at most `reach` beyond the last value. */
function roundBeyond(
  last: number,
  reach: number,
  { side, range, count }: { readonly side: 'low' | 'high'; readonly range: number; readonly count: number },
): number | null {
  // 1 and ½ for ranges from 1 to 10.
  const whole = 10 ** Math.floor(Math.log10(range * (1 + NEAR)));
  const units = count < MANY ? [whole] : [whole, whole / 2];
  // Right angles are round, too.
  for (const unit of whole === 100 ? [...units, RIGHT_ANGLE] : units) {
    const steps = side === 'low' ? Math.floor(last / unit) : Math.ceil(last / unit);
    const candidate = Number((steps * unit).toPrecision(6));
    if (Math.abs(candidate - last) <= reach) return candidate === 0 ? 0 : candidate;
  }
  return null;
}
