/** What each layer gains: the NLL if the flow ended after it with a fitted Gaussian. */
import type { Covariance } from '../numerics/covariance.ts';

/**
 * G_0 … G_L in data units, nats: G_l = ½ ln det(2πe·Cov[h_l]) − Σ_{i≤l} mean log|det J_i| − dataLogDet. Integer rows have
 * no density before they are dequantized: up to that layer (`dequantized`, the index after it, or 0) all G equal the one
 * after it.
 * @param diagonal whether the Gaussians have diagonal covariances
 * @param dataLogDet what the preparation of the data adds to log q
 */
export function cutProfile(
  states: readonly Covariance[],
  meanLogDets: readonly number[],
  diagonal: boolean,
  dataLogDet: number,
  dequantized: number,
): number[] {
  let passed = dataLogDet;
  const cuts = states.map((state, l) => {
    if (l > 0) passed += meanLogDets[l - 1]!;
    return l < dequantized ? Number.NaN : state.gaussianNll(diagonal) - passed;
  });
  return cuts.map((cut, l) => (l < dequantized ? cuts[dequantized]! : cut));
}
