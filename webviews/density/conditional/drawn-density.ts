/** A conditional density as charts take it. */
import { gridTicks, nameTicks } from '../../../daemon/pictures/column-ticks.ts';
import { circleOf } from '../../../daemon/statistics/circle.ts';
import type { AxisScale } from '../../charts/base/axis-ticks.ts';
import type { DensityLine } from '../../charts/lines/density-curve.ts';
import type { ColorLimits, PlaneValues } from '../../charts/plane/plane-values.ts';
import { type Conditional, centersOf, endsOf } from './conditional-data.ts';

/** Depth below the maximum of what a picture of log densities shows, nats. */
const DEPTH = 12;

export function drawnLine(found: Conditional, isLog: boolean): DensityLine {
  const { logProb, axes } = found;
  const { values, step, categories } = axes[0]!;
  const bars = values === undefined ? {} : { bars: { width: step!, names: categories ?? null } };
  const scale = ticksOf(axes[0]!);
  const x = centersOf(found, 0);
  if (!isLog) return { x, y: logProb.map(Math.exp), scale, ...bars };
  const top = greatest(logProb);
  return { x, scale, ...bars, y: logProb.map((value) => (value < top - DEPTH ? Number.NaN : value)) };
}

export function drawnPlane(
  found: Conditional,
  isLog: boolean,
): { readonly plane: PlaneValues; readonly limits: ColorLimits } {
  const { logProb, axes } = found;
  const top = greatest(logProb);
  const plane = {
    values: isLog ? logProb : logProb.map(Math.exp),
    width: axes[0]!.cells,
    height: axes[1]!.cells,
    ticks: [ticksOf(axes[0]!), ticksOf(axes[1]!)] as const,
    extent: [...endsOf(found, 0), ...endsOf(found, 1)] as const,
  };
  return { plane, limits: isLog ? [top - DEPTH, top] : [0, Math.exp(top)] };
}

/** null: all numbers. */
export function ticksOf({ values, categories, step = 1, turn }: Conditional['axes'][number]): AxisScale {
  if (categories !== undefined) return nameTicks(categories);
  const circle = circleOf(turn ?? null);
  return values === undefined ? circle : gridTicks(values, step, circle);
}

/** Maximum of the finite values; 0 if there are none. */
function greatest(values: Float64Array): number {
  const finite = values.filter(Number.isFinite);
  return finite.length === 0 ? 0 : finite.reduce((a, b) => Math.max(a, b));
}
