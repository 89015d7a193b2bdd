/** Affine maps that take the place of a layer: the one closest to what it does, or only its means and deviations. */
import { fitAffine } from '../../../daemon/inspection/layers/worth/affine-fit.ts';
import type { Step } from './layer-chain.ts';

export interface Moments {
  /** Per column. */
  readonly mean: Float64Array;
  /** Divisor n. */
  readonly deviation: Float64Array;
}

export function momentsOf({ state, logDet }: Step): Moments {
  const rows = logDet.length;
  const dimension = state.length / rows;
  const mean = new Float64Array(dimension);
  const square = new Float64Array(dimension);
  for (let i = 0; i < state.length; i++) mean[i % dimension]! += state[i]! / rows;
  for (let i = 0; i < state.length; i++) square[i % dimension]! += (state[i]! - mean[i % dimension]!) ** 2 / rows;
  return { mean, deviation: square.map(Math.sqrt) };
}

/** Shifts and scales each column to these means and deviations. */
export function matched(from: Step, to: Moments): Step {
  const own = momentsOf(from);
  const dimension = own.mean.length;
  const scale = to.deviation.map((deviation, d) => deviation / own.deviation[d]!);
  const added = scale.reduce((sum, factor) => sum + Math.log(factor), 0);
  return {
    state: from.state.map((value, i) => {
      const d = i % dimension;
      return (value - own.mean[d]!) * scale[d]! + to.mean[d]!;
    }),
    logDet: from.logDet.map((sum) => sum + added),
  };
}

export interface AffineReplacement {
  /** What the affine map makes of the layer's input. */
  readonly step: Step;
  /** Share of the output's variance that the affine map does not explain, mean over the columns, 0 … 1. */
  readonly unexplained: number;
}

/** The affine map of the rows `from` closest to the layer's outputs `to`, by least squares. */
export function bestAffine(from: Step, to: Step): AffineReplacement {
  const rows = from.logDet.length;
  const { values: state, logDet: added } = fitAffine(from.state, to.state, rows, 'full');
  const { deviation } = momentsOf(to);
  const unexplained = state.reduce((sum, value, i) => {
    const column = i % deviation.length;
    return sum + (to.state[i]! - value) ** 2 / (rows * deviation.length * deviation[column]! ** 2);
  }, 0);
  return { step: { state, logDet: from.logDet.map((sum) => sum + added) }, unexplained };
}
