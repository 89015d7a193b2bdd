import { affineStep } from './affine.ts';
import { asinhStep } from './asinh.ts';
import type { Chain } from './chain.ts';
import { fitCircle } from './circle.ts';
import type { ColumnRequest, Standardize } from './column-keys.ts';
import type { FittedStep } from './define-step.ts';
import { fitHalfLine } from './half-line.ts';
import { intervalStep } from './interval.ts';
import { meanAndDeviation, medianAndRange, type Weighted } from './location-scale.ts';
import { logStep } from './log.ts';
import { fitQuantiles } from './quantile.ts';
import { stepOf } from './registry.ts';

export interface ChainRequest extends ColumnRequest {
  readonly standardize: Standardize;
  /** Width of the noise that is added to the column before its steps; 0: none. */
  readonly noise: number;
}

/**
 * Each step is fitted to what the steps before it make of the values; those with noise count at the center of it.
 * @returns null if the values are constant
 */
export function fitChain(given: Weighted, request: ChainRequest): Chain | null {
  const { bounds, period, transform, standardize, noise } = request;
  const chain: FittedStep[] = [];
  let sample = mapped(given, (value) => value + noise / 2);
  const fits = [
    ...(bounds ? [() => boundsStep(sample, bounds, noise)] : []),
    ...(period === undefined ? [] : [() => fitCircle(sample, period)]),
    ...(transform === 'log' ? [() => logStep()] : []),
    ...(transform === 'asinh' ? [() => withSpread(medianAndRange(sample), asinhStep)] : []),
    ...(standardize === true ? [() => withSpread(meanAndDeviation(sample), affineStep)] : []),
    ...(standardize === 'robust' ? [() => withSpread(medianAndRange(sample), affineStep)] : []),
    ...(standardize === 'quantile' ? [() => fitQuantiles(sample)] : []),
  ];
  for (const next of fits) {
    const step = meanAndDeviation(sample) === null ? null : next();
    if (step === null) return null;
    chain.push(step);
    sample = mapped(sample, (value) => stepOf(step).forward((value - step.center) / step.scale, step));
  }
  return chain;
}

function mapped({ values, weights }: Weighted, of: (value: number) => number): Weighted {
  return { values: values.map(of), weights };
}

/** Noise is added upwards, so the interval reaches from the low bound to the high one and the noise above it. */
function boundsStep(
  sample: Weighted,
  [low, top]: NonNullable<ColumnRequest['bounds']>,
  noise: number,
): FittedStep | null {
  const high = top === null ? null : top + noise;
  if (low !== null && high !== null) return intervalStep(low, high);
  return low === null ? fitHalfLine(sample, high!, 'high') : fitHalfLine(sample, low, 'low');
}

function withSpread<T extends object>(found: T | null, step: (found: T) => FittedStep): FittedStep | null {
  return found && step(found);
}
