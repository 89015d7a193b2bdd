/** Gaussians with full covariance. */

export interface Gaussian {
  readonly mean: Float64Array;
  /** Lower Cholesky factor of the covariance, row-major. */
  readonly factor: Float64Array;
  readonly logDet: number;
}

/** By maximum likelihood. NaN everywhere if the covariance of the points is singular. */
export function fitGaussian(points: readonly Float64Array[]): Gaussian {
  const d = points[0]!.length;
  const mean = new Float64Array(d);
  for (const x of points) for (let i = 0; i < d; i++) mean[i]! += x[i]! / points.length;
  const covariance = new Float64Array(d * d);
  for (const x of points) {
    for (let i = 0; i < d; i++) {
      for (let j = 0; j <= i; j++) covariance[i * d + j]! += ((x[i]! - mean[i]!) * (x[j]! - mean[j]!)) / points.length;
    }
  }
  const factor = new Float64Array(d * d);
  let logDet = 0;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = covariance[i * d + j]!;
      for (let k = 0; k < j; k++) rest -= factor[i * d + k]! * factor[j * d + k]!;
      factor[i * d + j] = i === j ? Math.sqrt(rest) : rest / factor[j * d + j]!;
    }
    logDet += 2 * Math.log(factor[i * d + i]!);
  }
  return { mean, factor, logDet };
}

/** Nats. */
export function logProb({ mean, factor, logDet }: Gaussian, x: Float64Array): number {
  const d = x.length;
  const y = new Float64Array(d);
  let square = 0;
  for (let i = 0; i < d; i++) {
    let rest = x[i]! - mean[i]!;
    for (let k = 0; k < i; k++) rest -= factor[i * d + k]! * y[k]!;
    y[i] = rest / factor[i * d + i]!;
    square += y[i]! ** 2;
  }
  return -0.5 * (square + logDet + d * Math.log(2 * Math.PI));
}
