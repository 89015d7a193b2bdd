import { logNormalInterval } from '../../../statistics/normal-interval.ts';
import type { TrueDensity } from '../../definition.ts';
import { type Box, entropyOnGrid } from '../../quadrature/entropy-on-grid.ts';
import { gaussLegendre } from '../../quadrature/gauss-legendre.ts';
import { trueDensity } from './true-density.ts';

/** A curve in the plane, with a density over its parameter t on [from, to]. */
export interface Curve {
  readonly from: number;
  readonly to: number;
  x(t: number): number;
  y(t: number): number;
  /** Probability per unit of t; the integrals over all curves of a mixture add up to 1. */
  weight(t: number): number;
}

/** Noise added to a point of the curve: N(0, σ²I) and, independently, a uniform number in [−half, half] per axis. */
export interface Noise {
  readonly sigma: number;
  readonly half: number;
}

interface Panel {
  readonly curve: Curve;
  readonly from: number;
  readonly to: number;
  readonly x: number;
  readonly y: number;
  /** Every point of the panel is within this distance of (x, y). */
  readonly radius: number;
}

const RULE = gaussLegendre(12);
/** Contributions this many nats below the largest are left out: e⁻³⁴ is below the rounding of a double. */
const NEGLIGIBLE = 34;
/** The exponent may vary by this much across a panel before 12 nodes lose digits. */
const STEEPEST = 20;
/**
 * Standard deviations from the nearest panel beyond which the nodes are used as they are: ln p is at most −5000 there,
 * and the time for halving until the kernel is smooth within a panel grows with the distance.
 */
const FARTHEST_EXACT = 100;

/**
 * The exact log-density of a noisy curve, p(x) = ∫ w(t) k(x − c(t)) dt, by Gauss–Legendre on panels of at most 4σ of
 * arc; panels are halved where the integrand is steep, so that the tails are as accurate as the middle.
 */
export function noisyCurveDensity(curves: readonly Curve[], noise: Noise, symmetric: boolean): TrueDensity {
  let table: { readonly panels: readonly Panel[]; readonly nodes: Float64Array } | null = null;
  const tables = () => {
    if (table === null) {
      const panels = curves.flatMap((curve) => panelsOf(curve, 4 * noise.sigma));
      table = { panels, nodes: nodesOf(panels) };
    }
    return table;
  };
  const logProbWithin = (points: Float64Array, farthest: number): Float64Array => {
    const { panels, nodes } = tables();
    const out = new Float64Array(points.length / 2);
    const candidates = panelsNear(panels, points, farthest + noise.half * Math.SQRT2);
    for (let i = 0; i < out.length; i++) {
      out[i] = logDensity(panels, candidates, nodes, noise, points[2 * i]!, points[2 * i + 1]!, farthest);
    }
    return out;
  };
  return trueDensity(
    (points) => logProbWithin(points, Infinity),
    () => {
      // Half of the plane is enough if the density is symmetric about a point. Beyond 9σ, p is below e⁻⁴⁰.
      const box = boxOf(tables().panels, noise);
      const lower = symmetric ? { ...box, top: (box.bottom + box.top) / 2 } : box;
      const half = entropyOnGrid((points) => logProbWithin(points, 9 * noise.sigma), lower, stepFor(noise));
      return symmetric ? 2 * half : half;
    },
  );
}

function panelsOf(curve: Curve, longest: number): Panel[] {
  const panels: Panel[] = [];
  const divide = (from: number, to: number): void => {
    const panel = panelOf(curve, from, to);
    // The first cut is never skipped: a closed or symmetric stretch may look short from its middle.
    if (to - from > (curve.to - curve.from) / 2 || 2 * panel.radius > longest) {
      divide(from, (from + to) / 2);
      divide((from + to) / 2, to);
    } else panels.push(panel);
  };
  divide(curve.from, curve.to);
  return panels;
}

function panelOf(curve: Curve, from: number, to: number): Panel {
  const x = curve.x((from + to) / 2);
  const y = curve.y((from + to) / 2);
  let radius = 0;
  for (const t of [from, (3 * from + to) / 4, (from + 3 * to) / 4, to]) {
    radius = Math.max(radius, Math.hypot(curve.x(t) - x, curve.y(t) - y));
  }
  // These curves turn slowly within a panel, so five points and a margin cover it.
  return { curve, from, to, x, y, radius: 1.05 * radius };
}

/** x, y and ln(weight · dt) of every node of every panel: three numbers per node. */
function nodesOf(panels: readonly Panel[]): Float64Array {
  const nodes = new Float64Array(panels.length * RULE.nodes.length * 3);
  let at = 0;
  for (const { curve, from, to } of panels) {
    for (let i = 0; i < RULE.nodes.length; i++) {
      const t = (from + to) / 2 + (RULE.nodes[i]! * (to - from)) / 2;
      nodes[at++] = curve.x(t);
      nodes[at++] = curve.y(t);
      nodes[at++] = Math.log((RULE.weights[i]! * curve.weight(t) * (to - from)) / 2);
    }
  }
  return nodes;
}

function boxOf(panels: readonly Panel[], { sigma, half }: Noise): Box {
  const margin = half + 8.5 * sigma;
  return {
    left: Math.min(...panels.map((p) => p.x - p.radius)) - margin,
    right: Math.max(...panels.map((p) => p.x + p.radius)) + margin,
    bottom: Math.min(...panels.map((p) => p.y - p.radius)) - margin,
    top: Math.max(...panels.map((p) => p.y + p.radius)) + margin,
  };
}

/** Indices of the panels within `reach` of any of the points, by height alone, because grids come in rows. */
function panelsNear(panels: readonly Panel[], points: Float64Array, reach: number): Int32Array {
  let low = Infinity;
  let high = -Infinity;
  for (let at = 1; at < points.length; at += 2) {
    low = Math.min(low, points[at]!);
    high = Math.max(high, points[at]!);
  }
  const all = Int32Array.from(panels.keys());
  return all.filter(
    (p) => panels[p]!.y + panels[p]!.radius + reach >= low && panels[p]!.y - panels[p]!.radius - reach <= high,
  );
}

function logDensity(
  panels: readonly Panel[],
  candidates: Int32Array,
  nodes: Float64Array,
  noise: Noise,
  x: number,
  y: number,
  farthest: number,
): number {
  const { sigma, half } = noise;
  const slack = half * Math.SQRT2;
  let reach = Infinity;
  let gap = Infinity;
  for (const p of candidates) {
    const panel = panels[p]!;
    const dx = x - panel.x;
    const dy = y - panel.y;
    const distance = Math.sqrt(dx * dx + dy * dy);
    reach = Math.min(reach, distance + panel.radius + slack);
    gap = Math.min(gap, distance - panel.radius - slack);
  }
  if (gap > farthest) return -Infinity;
  const limit = Math.sqrt(reach * reach + 2 * NEGLIGIBLE * sigma * sigma);
  const sum = new LogSum();
  const near: Panel[] = [];
  let steep = false;
  for (const p of candidates) {
    const panel = panels[p]!;
    const dx = x - panel.x;
    const dy = y - panel.y;
    const distance = Math.sqrt(dx * dx + dy * dy);
    if (distance - panel.radius - slack > limit) continue;
    near.push(panel);
    // Only a point far from every panel needs halving: otherwise a steep panel is negligible.
    steep ||= 2 * panel.radius * (reach - 2 * panel.radius) > STEEPEST * sigma * sigma;
    const stride = 3 * RULE.nodes.length;
    for (let at = p * stride; at < (p + 1) * stride; at += 3) {
      addNode(sum, noise, x - nodes[at]!, y - nodes[at + 1]!, nodes[at + 2]!);
    }
  }
  if (!steep || gap > FARTHEST_EXACT * sigma) return sum.value();
  const precise = new LogSum();
  const floor = sum.value() - NEGLIGIBLE;
  for (const panel of near) addHalved(precise, noise, panel, x, y, floor);
  return precise.value();
}

function addHalved(sum: LogSum, noise: Noise, panel: Panel, x: number, y: number, floor: number): void {
  const variance = noise.sigma * noise.sigma;
  const distance = Math.max(0, Math.hypot(x - panel.x, y - panel.y) - panel.radius - noise.half * Math.SQRT2);
  if (-(distance * distance) / (2 * variance) - Math.log(2 * Math.PI * variance) < floor) return;
  const middle = (panel.from + panel.to) / 2;
  if (2 * panel.radius * distance > STEEPEST * variance && panel.from < middle && middle < panel.to) {
    addHalved(sum, noise, panelOf(panel.curve, panel.from, middle), x, y, floor);
    addHalved(sum, noise, panelOf(panel.curve, middle, panel.to), x, y, floor);
    return;
  }
  const nodes = nodesOf([panel]);
  for (let at = 0; at < nodes.length; at += 3) addNode(sum, noise, x - nodes[at]!, y - nodes[at + 1]!, nodes[at + 2]!);
}

function addNode(sum: LogSum, { sigma, half }: Noise, dx: number, dy: number, logWeight: number): void {
  const ex = Math.max(0, Math.abs(dx) - half) / sigma;
  const ey = Math.max(0, Math.abs(dy) - half) / sigma;
  // An upper bound of the kernel, exact without the uniform part.
  const bound = logWeight - 0.5 * (ex * ex + ey * ey) - Math.log(2 * Math.PI * sigma * sigma);
  if (bound < sum.largest - NEGLIGIBLE) return;
  sum.add(half === 0 ? bound : logWeight + logSmoothedBox(dx, sigma, half) + logSmoothedBox(dy, sigma, half));
}

/** ln density of U[−half, half] + N(0, σ²) at d. */
function logSmoothedBox(d: number, sigma: number, half: number): number {
  return logNormalInterval((d - half) / sigma, (d + half) / sigma) - Math.log(2 * half);
}

/** ln Σ exp(vᵢ), one value at a time, without overflow. */
class LogSum {
  largest = -Infinity;
  #sum = 0;

  add(value: number): void {
    if (value === -Infinity) return;
    if (value <= this.largest) this.#sum += Math.exp(value - this.largest);
    else {
      this.#sum = this.#sum * Math.exp(this.largest - value) + 1;
      this.largest = value;
    }
  }

  value(): number {
    return this.largest + Math.log(this.#sum);
  }
}

/**
 * Spacing of the grid for the entropy: ¾σ leaves an error below 2e-6. With little noise the curve crosses the grid at
 * every phase and the errors cancel (measured, σ = 0.01: 3e-9 at σ, and at 2σ if the noise also has a uniform part),
 * which keeps the number of points bounded.
 */
function stepFor({ sigma, half }: Noise): number {
  return Math.max(0.75 * sigma, Math.min(half > 0 ? 2 * sigma : sigma, 0.02));
}
