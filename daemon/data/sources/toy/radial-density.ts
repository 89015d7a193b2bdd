import type { RandomStream } from '../../../random/random-stream.ts';
import type { TrueDensity } from '../../definition.ts';
import { logBesselI0Scaled } from '../../quadrature/bessel.ts';
import { gaussLegendre } from '../../quadrature/gauss-legendre.ts';
import { trueDensity } from './true-density.ts';

const RULE = gaussLegendre(16);

/**
 * Concentric circles of equal probability with isotropic noise. With ρ = |x|, the integral over the angle is a Bessel
 * function: p(x) = mean over R of exp(−(ρ² + R²)/2σ²) I₀(ρR/σ²) / 2πσ².
 */
export function radialDensity(radii: readonly number[], sigma: number): TrueDensity {
  const variance = sigma * sigma;
  const constant = Math.log(2 * Math.PI * variance * radii.length);
  const logAt = (rho: number): number => {
    let largest = -Infinity;
    let sum = 0;
    for (const radius of radii) {
      const value = -((rho - radius) ** 2) / (2 * variance) + logBesselI0Scaled((rho * radius) / variance);
      if (value > largest) {
        sum = sum * Math.exp(largest - value) + 1;
        largest = value;
      } else sum += Math.exp(value - largest);
    }
    return largest + Math.log(sum) - constant;
  };
  return trueDensity(
    (points) => {
      const out = new Float64Array(points.length / 2);
      for (let i = 0; i < out.length; i++) out[i] = logAt(Math.hypot(points[2 * i]!, points[2 * i + 1]!));
      return out;
    },
    () => {
      // −∫ 2πρ p ln p dρ on panels of at most 2σ.
      const end = Math.max(...radii) + 9 * sigma;
      const panels = Math.ceil(end / (2 * sigma));
      const width = end / panels;
      let sum = 0;
      for (let p = 0; p < panels; p++) {
        for (let i = 0; i < RULE.nodes.length; i++) {
          const rho = width * (p + 0.5 + RULE.nodes[i]! / 2);
          const value = logAt(rho);
          sum -= RULE.weights[i]! * (width / 2) * 2 * Math.PI * rho * Math.exp(value) * value;
        }
      }
      return sum;
    },
  );
}

/** Draws a random circle, a random point on it, and noise. */
export function drawOnCircles(
  radii: readonly number[],
  sigma: number,
  random: RandomStream,
  out: Float32Array,
  at: number,
): void {
  const radius = radii[random.integer(radii.length)]!;
  const angle = 2 * Math.PI * random.uniform();
  out[at] = radius * Math.cos(angle) + sigma * random.normal();
  out[at + 1] = radius * Math.sin(angle) + sigma * random.normal();
}
