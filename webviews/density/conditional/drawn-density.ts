/** A conditional density as charts take it. */
import type { DensityLine } from '../../charts/lines/density-curve.ts';
import type { ColorLimits, PlaneValues } from '../../charts/plane/plane-values.ts';
import { type Conditional, centersOf } from './conditional-data.ts';

/** Depth below the maximum of what a picture of log densities shows, nats. */
const DEPTH = 12;

export function drawnLine(found: Conditional, isLog: boolean): DensityLine {
  const { logProb } = found;
  const x = centersOf(found, 0);
  if (!isLog) return { x, y: logProb.map(Math.exp) };
  const top = greatest(logProb);
  return { x, y: logProb.map((value) => (value < top - DEPTH ? Number.NaN : value)) };
}

export function drawnPlane(
  found: Conditional,
  isLog: boolean,
): { readonly plane: PlaneValues; readonly limits: ColorLimits } {
  const { logProb, cells, axes } = found;
  const [x, y] = [axes[0]!, axes[1]!];
  const top = greatest(logProb);
  const plane = {
    values: isLog ? logProb : logProb.map(Math.exp),
    width: cells,
    height: cells,
    extent: [x.low, x.high, y.low, y.high] as const,
  };
  return { plane, limits: isLog ? [top - DEPTH, top] : [0, Math.exp(top)] };
}

/** Maximum of the finite values; 0 if there are none. */
function greatest(values: Float64Array): number {
  const finite = values.filter(Number.isFinite);
  return finite.length === 0 ? 0 : finite.reduce((a, b) => Math.max(a, b));
}
