/**
 * The density of one or two columns, given all others: log q(x_a, x_b | rest) = log q(x) − log ∫ q dx_a dx_b, where the
 * integral is over the shown range by the midpoint rule. It is exact up to the mass outside of the range.
 */
import { floorToGrid, type Grid } from '../../../data/grid.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { OpenFacts, OpenFlow } from '../../opened/open-flow.ts';
import { logDensityAt } from '../log-density-at.ts';

/** A shown column, data units. */
export interface ShownAxis {
  /** Index of the column. */
  readonly column: number;
  readonly low: number;
  readonly high: number;
}

export interface ConditionalOptions {
  /** One or two. */
  readonly axes: readonly ShownAxis[];
  /** All columns, data units, [D]; those that are shown do not matter. */
  readonly point: Float64Array;
  /** Columns on grids: a value v is held in the middle of [v, v + step). */
  readonly grids: readonly Grid[];
  readonly context: Float32Array | null;
  /** Cells along each axis. */
  readonly cells: number;
  readonly signal?: AbortSignal | null;
}

export interface ConditionalDensity {
  /**
   * log q(shown | rest) at the cell centers, nats per data units: [cells], or [cells, cells] with the second column from
   * row to row, its smallest value first. NaN if q is 0 in the whole range.
   */
  readonly logProb: Float64Array;
  /** log ∫ q over the range, nats: what was subtracted. */
  readonly logIntegral: number;
  /** Largest density at the border of the range, relative to its maximum: near 0 if the range contains the mass. */
  readonly edge: number;
  /** Mean and standard deviation of each shown column inside the range. */
  readonly moments: readonly { readonly mean: number; readonly std: number }[];
}

export async function conditionalDensity(
  runtime: Runtime,
  open: Pick<OpenFlow, 'flow' | 'parameters'>,
  data: Pick<OpenFacts, 'transform'>,
  { axes, point, grids, context, cells, signal = null }: ConditionalOptions,
): Promise<ConditionalDensity> {
  const held = point.slice();
  for (const grid of grids) held[grid.column] = floorToGrid(held[grid.column]!, grid) + grid.step / 2;
  const centers = axes.map((axis) => cellCenters(axis, cells));
  const count = cells ** axes.length;
  const points = new Float64Array(count * held.length);
  for (let i = 0; i < count; i++) {
    const at = i * held.length;
    points.set(held, at);
    for (const [k, { column }] of axes.entries()) points[at + column] = centers[k]![cellOf(i, k, cells)]!;
  }
  const { logProb } = await logDensityAt(runtime, open, data, points, { context, signal });
  const area = axes.reduce((product, { low, high }) => product * ((high - low) / cells), 1);
  const known = logProb.filter((value) => !Number.isNaN(value));
  const most = known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const sum = logProb.reduce((total, value) => total + relative(value, most), 0);
  const logIntegral = most + Math.log(sum * area);
  return {
    logProb: logProb.map((value) => value - logIntegral),
    logIntegral,
    edge: borderOf(cells, axes.length).reduce((a, i) => Math.max(a, relative(logProb[i]!, most)), 0),
    moments: axes.map((_, k) => {
      const weights = logProb.map((value) => relative(value, most) / sum);
      const mean = weights.reduce((total, weight, i) => total + weight * centers[k]![cellOf(i, k, cells)]!, 0);
      const variance = weights.reduce(
        (total, weight, i) => total + weight * (centers[k]![cellOf(i, k, cells)]! - mean) ** 2,
        0,
      );
      return { mean, std: Math.sqrt(variance) };
    }),
  };
}

export function cellCenters({ low, high }: Pick<ShownAxis, 'low' | 'high'>, cells: number): Float64Array {
  return Float64Array.from({ length: cells }, (_, i) => low + ((i + 0.5) / cells) * (high - low));
}

/** Place of cell `i` along axis `k`. */
function cellOf(i: number, k: number, cells: number): number {
  return k === 0 ? i % cells : Math.floor(i / cells);
}

/** exp(value − most); 0 where log q is not a number. */
function relative(value: number, most: number): number {
  return Number.isNaN(value) || most === Number.NEGATIVE_INFINITY ? 0 : Math.exp(value - most);
}

/** Cells at the border. */
function borderOf(cells: number, axes: number): readonly number[] {
  if (axes === 1) return [0, cells - 1];
  return Array.from({ length: cells }, (_, i) => [i, (cells - 1) * cells + i, i * cells, i * cells + cells - 1]).flat();
}
