/** A conditional density as charts take it. */
import { formatNumber } from '../../../daemon/format/numbers.ts';
import type { DensityLine } from '../../charts/lines/density-curve.ts';
import type { ColorLimits, PlaneValues } from '../../charts/plane/plane-values.ts';
import { type Conditional, centersOf, endsOf } from './conditional-data.ts';

/** Depth below the maximum of what a picture of log densities shows, nats. */
const DEPTH = 12;

export function drawnLine(found: Conditional, isLog: boolean): DensityLine {
  const { logProb, axes } = found;
  const { values, step, categories } = axes[0]!;
  const bars = values === undefined ? {} : { bars: { width: step!, names: categories ?? null } };
  const x = centersOf(found, 0);
  if (!isLog) return { x, y: logProb.map(Math.exp), ...bars };
  const top = greatest(logProb);
  return { x, ...bars, y: logProb.map((value) => (value < top - DEPTH ? Number.NaN : value)) };
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
function ticksOf({ values, categories }: Conditional['axes'][number]) {
  return values?.map((value, i) => ({ value, label: categories?.[i] ?? formatNumber(value, 4) })) ?? null;
}

/** Maximum of the finite values; 0 if there are none. */
function greatest(values: Float64Array): number {
  const finite = values.filter(Number.isFinite);
  return finite.length === 0 ? 0 : finite.reduce((a, b) => Math.max(a, b));
}
