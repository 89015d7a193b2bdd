/** Φ and its inverse, and a base distribution's coordinates as normal scores: u = Φ⁻¹(F(z)) is N(0, 1) where z ~ π. */
import { scaledErfc } from '../data/quadrature/normal-interval.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { ParameterValues } from '../evaluation/evaluator.ts';
import type { Plan } from '../spec/plan.ts';

/** ln Φ(u), accurate in the lower tail. */
export function logNormalCdf(u: number): number {
  if (u > 0) return Math.log1p(-Math.exp(logNormalCdf(-u)));
  return Math.log(0.5 * scaledErfc(-u * Math.SQRT1_2)) - (u * u) / 2;
}

/** The u with ln Φ(u) = `logP`, for logP ≤ ln ½ (the lower half), by Newton's method on the concave ln Φ. */
function lowerQuantile(logP: number): number {
  if (logP === -Infinity) return -Infinity;
  // ln Φ(u) < −u²/2, so this start lies at or below the root, from where Newton's steps on a concave function stay in order.
  let u = -Math.sqrt(-2 * logP);
  for (let i = 0; i < 50; i++) {
    const value = logNormalCdf(u);
    const slope = Math.exp(-(u * u) / 2 - Math.log(Math.sqrt(2 * Math.PI)) - value);
    const step = (value - logP) / slope;
    u -= step;
    if (Math.abs(step) <= 1e-13 * Math.max(1, Math.abs(u))) break;
  }
  return Math.min(u, 0);
}

/** The u with Φ(u) = p, 0 < p < 1. */
export function normalQuantile(p: number): number {
  return p <= 0.5 ? lowerQuantile(Math.log(p)) : -lowerQuantile(Math.log1p(-p));
}

const EDGE = 1e-12;

/** Coordinate-wise maps between latents and normal scores. `d`: 0-based coordinate. */
export interface NormalScores {
  toScore(z: number, d: number): number;
  fromScore(u: number, d: number): number;
}

/** @throws FlowscopeError `not-available` (exit 2) for a base whose coordinates are not independent */
export function normalScores(plan: Plan, parameters: ParameterValues): NormalScores {
  switch (plan.base.type) {
    case 'normal':
      return { toScore: (z) => z, fromScore: (u) => u };
    case 'diagonal-normal':
      return diagonal(parameters, plan.base.shape.at(-1)!);
    case 'logistic':
      return {
        toScore: (z) => -Math.sign(z) * lowerQuantile(logSigmoid(-Math.abs(z))),
        fromScore: (u) => {
          const logP = logNormalCdf(-Math.abs(u));
          return -Math.sign(u) * (logP - Math.log1p(-Math.exp(logP)));
        },
      };
    case 'uniform': {
      const { low, high } = plan.base.config as { low: number; high: number };
      return {
        toScore: (z) => {
          // The ends have infinite scores; a latent on an end stands for one close to it.
          const p = Math.min(1 - EDGE, Math.max(EDGE, (z - low) / (high - low)));
          return p <= 0.5 ? lowerQuantile(Math.log(p)) : -lowerQuantile(Math.log(1 - p));
        },
        fromScore: (u) => low + (high - low) * Math.exp(logNormalCdf(u)),
      };
    }
    default:
      throw new FlowscopeError('not-available', `traversals over a base ${plan.base.type} are not available yet`, {
        exitCode: 2,
      });
  }
}

function diagonal(parameters: ParameterValues, channels: number): NormalScores {
  const [mean, logScale] = [parameters.get('base.mean'), parameters.get('base.logScale')];
  if (!mean || !logScale) throw new Error("base diagonal-normal has no parameters 'mean' and 'logScale'");
  const at = (d: number) => (mean.length === channels ? d % channels : d);
  return {
    toScore: (z, d) => (z - mean[at(d)]!) / Math.exp(logScale[at(d)]!),
    fromScore: (u, d) => mean[at(d)]! + Math.exp(logScale[at(d)]!) * u,
  };
}

/** ln σ(z) for z ≤ 0. */
function logSigmoid(z: number): number {
  return z - Math.log1p(Math.exp(z));
}

/** A row-major array [n, D] mapped coordinate by coordinate. */
export function mapCoordinates<T extends Float32Array | Float64Array>(
  values: T,
  dimension: number,
  map: (value: number, d: number) => number,
): T {
  return values.map((value, i) => map(value, i % dimension)) as T;
}
