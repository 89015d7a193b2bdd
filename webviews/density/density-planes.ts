import { cellTicks } from '../../daemon/pictures/column-ticks.ts';
import type { ColorLimits, PlaneTicks, PlaneValues } from '../charts/plane/plane-values.ts';
import type { Densities } from './density-data.ts';

/** Depth of the color scale of log densities below their maximum, nats. */
const DEPTH = 12;
/** Largest difference of log densities on the color scale, nats. */
const WIDEST = 4;

export interface Planes {
  readonly learned: PlaneValues;
  readonly truth: PlaneValues | null;
  readonly difference: PlaneValues | null;
  /** Ends of the color scale of both densities. */
  readonly limits: ColorLimits;
  /** Ends of the color scale of their difference. */
  readonly ends: ColorLimits;
}

/** The densities or their logarithms, and the difference. */
export function densityPlanes(densities: Densities, isLog: boolean): Planes {
  const { learned, truth, extent, width, height } = densities;
  const names = axisNames(densities);
  const plane = (values: Float64Array): PlaneValues => ({ values, width, height, extent, names });
  const drawn = (logs: Float64Array) => plane(isLog ? logs : logs.map(Math.exp));
  const top = Math.max(greatest(learned), truth === null ? Number.NEGATIVE_INFINITY : greatest(truth));
  const difference = truth && learned.map((log, i) => differenceOf(log, truth[i]!, isLog));
  const reach = difference === null ? 0 : greatest(difference.map(Math.abs));
  const widest = Math.min(isLog ? WIDEST : Number.POSITIVE_INFINITY, reach) || 1;
  return {
    learned: drawn(learned),
    truth: truth && drawn(truth),
    difference: difference && plane(difference),
    limits: isLog ? [top - DEPTH, top] : [0, Math.exp(top)],
    ends: [-widest, widest],
  };
}

/** Of columns of categories; null: numbers. */
export function axisNames({ columns, categories = [] }: Pick<Densities, 'columns' | 'categories'>): PlaneTicks {
  const ticksOf = (name: string | undefined) => {
    const found = categories.find(({ column }) => column === name);
    return found === undefined ? null : cellTicks(found.values);
  };
  return [ticksOf(columns[0]), ticksOf(columns[1])];
}

/** NaN where a log density is not finite. */
function differenceOf(learned: number, truth: number, isLog: boolean): number {
  if (!isLog) return Math.exp(learned) - Math.exp(truth);
  return Number.isFinite(truth) && Number.isFinite(learned) ? learned - truth : Number.NaN;
}

/** Maximum of the finite values; 0 if there are none. */
function greatest(values: Float64Array): number {
  const finite = values.filter(Number.isFinite);
  return finite.length === 0 ? 0 : finite.reduce((a, b) => Math.max(a, b));
}
