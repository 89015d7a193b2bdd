/**
 * The density of one or two columns, given all others: log q(x_a, x_b | rest) = log q(x) − log ∫ q dx_a dx_b, where the
 * integral is over the shown range by the midpoint rule. It is exact up to the mass outside of the range. Along a
 * column of values on a grid, it is the probability of each value: the integral over its cell.
 */
import { floorToGrid, type Grid } from '../../../data/grid.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { circularMoments } from '../../../statistics/circle.ts';
import type { OpenFacts, OpenFlow } from '../../opened/open-flow.ts';
import { logDensityAt } from '../log-density-at.ts';
import type { ShownAxis } from './shown-axis.ts';

export interface ConditionalOptions {
  /** One or two. */
  readonly axes: readonly ShownAxis[];
  /** All columns, data units, [D]; those that are shown do not matter. */
  readonly point: Float64Array;
  /** Columns on grids: a value v is held in the middle of [v, v + step). */
  readonly grids: readonly Grid[];
  readonly context: Float32Array | null;
  readonly signal?: AbortSignal | null;
}

export interface ConditionalDensity {
  /**
   * log q(shown | rest), nats, at the centers of the axes: of a density per data units, of a probability without a unit;
   * [n], or [m, n] with the second column from row to row, its smallest value first. NaN if q is 0 in the whole range.
   */
  readonly logProb: Float64Array;
  /** log ∫ q over the range, nats: what was subtracted. */
  readonly logIntegral: number;
  /** Largest density at an end of the range beyond which there may be mass, relative to the maximum: near 0 if the range has the mass. */
  readonly edge: number;
  /** Mean and standard deviation of each shown column inside the range: of an angle the circular ones, whose mean may be NaN. */
  readonly moments: readonly { readonly mean: number; readonly std: number }[];
}

export async function conditionalDensity(
  runtime: Runtime,
  open: Pick<OpenFlow, 'flow' | 'parameters'>,
  data: Pick<OpenFacts, 'transform'>,
  { axes, point, grids, context, signal = null }: ConditionalOptions,
): Promise<ConditionalDensity> {
  const held = point.slice();
  for (const grid of grids) held[grid.column] = floorToGrid(held[grid.column]!, grid) + grid.step / 2;
  const [x, y = null] = axes as readonly [ShownAxis, ShownAxis?];
  const across = x.reads.length;
  const points = new Float64Array(across * (y?.reads.length ?? 1) * held.length);
  for (let i = 0; i * held.length < points.length; i++) {
    const at = i * held.length;
    points.set(held, at);
    points[at + x.column] = x.reads[i % across]!;
    if (y !== null) points[at + y.column] = y.reads[Math.floor(i / across)]!;
  }
  const { logProb: read } = await logDensityAt(runtime, open, data, points, { context, signal });
  const width = x.centers.length;
  const size = width * (y?.centers.length ?? 1);
  const ownerOf = (i: number) => (y === null ? 0 : y.owners[Math.floor(i / across)]! * width) + x.owners[i % across]!;
  const logMass = logSums(read, ownerOf, size);
  const most = logMass.reduce((a, b) => (Number.isNaN(b) ? a : Math.max(a, b)), Number.NEGATIVE_INFINITY);
  const mass = logMass.map((own) => relative(own, most));
  const sum = mass.reduce((total, own) => total + own, 0);
  const area = axes.reduce((product, axis) => product * axis.width, 1);
  const logIntegral = most + Math.log(sum * area);
  // Along an axis of cells a density is wanted, which is the mass per width.
  const unit = axes.reduce((product, axis) => product * (axis.step === null ? 1 : axis.width), 1);
  return {
    logProb: logMass.map((own) => own + Math.log(unit) - logIntegral),
    logIntegral,
    edge: bordersOf(axes).reduce((a, i) => Math.max(a, mass[i]!), 0),
    moments: axes.map(({ centers, turn }, k) => {
      const value = (i: number) => centers[k === 0 ? i % width : Math.floor(i / width)]!;
      if (turn !== null) return circularMoments({ length: size, value, weight: (i) => mass[i]! / sum }, turn);
      const mean = mass.reduce((total, own, i) => total + (own / sum) * value(i), 0);
      const variance = mass.reduce((total, own, i) => total + (own / sum) * (value(i) - mean) ** 2, 0);
      return { mean, std: Math.sqrt(variance) };
    }),
  };
}

/** log Σ exp of the reads of each cell, [cells]; NaN if one of them is. */
function logSums(read: Float64Array, ownerOf: (i: number) => number, cells: number): Float64Array {
  const most = new Float64Array(cells).fill(Number.NEGATIVE_INFINITY);
  for (const [i, value] of read.entries()) most[ownerOf(i)] = Math.max(most[ownerOf(i)]!, value);
  const sums = new Float64Array(cells);
  for (const [i, value] of read.entries()) sums[ownerOf(i)]! += relative(value, most[ownerOf(i)]!);
  return most.map((own, cell) => own + (own === Number.NEGATIVE_INFINITY ? 0 : Math.log(sums[cell]!)));
}

/** exp(value − most); 0 where log q is not a number. */
function relative(value: number, most: number): number {
  return Number.isNaN(value) || most === Number.NEGATIVE_INFINITY ? 0 : Math.exp(value - most);
}

/** Cells at an end beyond which there may be mass. */
function bordersOf([x, y]: readonly ShownAxis[]): readonly number[] {
  const width = x!.centers.length;
  const height = y?.centers.length ?? 1;
  const all = (length: number) => Array.from({ length }, (_, i) => i);
  return [
    ...(x!.open[0] ? all(height).map((j) => j * width) : []),
    ...(x!.open[1] ? all(height).map((j) => j * width + width - 1) : []),
    ...(y?.open[0] ? all(width) : []),
    ...(y?.open[1] ? all(width).map((i) => (height - 1) * width + i) : []),
  ];
}
