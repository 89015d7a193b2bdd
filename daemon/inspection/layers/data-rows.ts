/** Rows of the waterfall, including those of the preparation of the data, which are no layers. */
import type { PreparedRows } from '../../data/prepare.ts';
import type { Spread } from '../numerics/spread.ts';
import type { OpenData } from '../opened/open-flow.ts';
import type { LayerData } from './read-layers.ts';

/** A row of the waterfall: a per-sample term of log q(x), nats. */
export interface LayerRow extends Spread {
  /** −3 … −1 for what the columns of the data go through. */
  readonly index: number;
  readonly type: string;
  readonly kind: 'log-det' | 'log-prior' | 'noise' | 'data';
  /** Whether its log-det depends on the point through a network. */
  readonly conditioned: boolean;
  /** It keeps some elements and maps the others (`inspect/coupling`). */
  readonly coupling: boolean;
  readonly path: string;
  readonly turn: readonly number[];
  /** G_l: the NLL, data units, if the flow ended after this layer with a Gaussian fitted to these rows. */
  readonly cutNll: number;
  /** G_{l−1} − G_l. */
  readonly gain: number;
  /** max |g(f(h)) − h| in the runtime's precision. */
  readonly roundTripError: number;
  /** The largest of each row's error divided by max(1, largest |h| of the row). */
  readonly relativeRoundTripError: number;
  /** Share of the transformed coordinates beyond a spline's bound; null for layers without one. */
  readonly outsideBound: number | null;
  /** Its keys `bound` and `scaleBound`; null: it has none. */
  readonly bound: number | null;
  readonly scaleBound: number | null;
}

/** The rows of what the columns go through before the first layer, in order. Round trips are those of all of them together. */
export function dataRows(
  { transform }: Pick<OpenData, 'transform'>,
  rows: PreparedRows,
  read: LayerData,
  { spreads, gaussianNll }: { readonly spreads: readonly Spread[]; readonly gaussianNll: number },
): LayerRow[] {
  if (transform.rows.length === 0) return [];
  const errors = preparationErrors(transform, rows, read);
  return transform.rows.map(({ index, type, path }, r) => ({
    index,
    type,
    kind: 'data',
    conditioned: false,
    coupling: false,
    path,
    turn: [],
    ...spreads[r]!,
    cutNll: gaussianNll,
    gain: 0,
    ...errors,
    outsideBound: null,
    bound: null,
    scaleBound: null,
  }));
}

/** Data units → the flow's units and back, without noise. */
function preparationErrors(
  transform: OpenData['transform'],
  rows: PreparedRows,
  { rows: count, counted }: Pick<LayerData, 'rows' | 'counted'>,
): Pick<LayerRow, 'roundTripError' | 'relativeRoundTripError'> {
  const { values } = rows;
  if (values instanceof Uint8Array || rows.count === 0) return { roundTripError: 0, relativeRoundTripError: 0 };
  let [largest, relative] = [0, 0];
  const enter = (prepared: Float32Array) => transform.restore(transform.enter(prepared, () => 0));
  const points = enter(values.subarray(0, (count * values.length) / rows.count));
  const again = enter(transform.prepare({ count, values: points, context: null }).values as Float32Array);
  const width = points.length / count;
  for (let row = 0; row < count; row++) {
    if (counted[row] !== 1) continue;
    let [error, magnitude] = [0, 1];
    for (let i = row * width; i < (row + 1) * width; i++) {
      error = Math.max(error, Math.abs(points[i]! - again[i]!));
      magnitude = Math.max(magnitude, Math.abs(points[i]!));
    }
    largest = Math.max(largest, error);
    relative = Math.max(relative, error / magnitude);
  }
  return { roundTripError: largest, relativeRoundTripError: relative };
}
