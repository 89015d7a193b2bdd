/** Kernel density estimates: a Gaussian around each row, with the covariance of all rows times a squared factor. */
import { fitGaussian, type Gaussian, whitened } from './gaussian.ts';
import { effectiveCount, forEachBlock, logSumExp, type Pause, type Points, totalWeight } from './points.ts';

export interface KernelDensity {
  /** Of all rows. */
  readonly shape: Gaussian;
  /** The rows, whitened. */
  readonly centers: Points;
  /** Standard deviation of a kernel relative to that of the rows. */
  readonly factor: number;
}

/** n^(−1/(D+4)) (Scott 1992, Multivariate Density Estimation), where n is the effective sample size of rows with weights. */
export function scottFactor(points: Omit<Points, 'values'>): number {
  return effectiveCount(points) ** (-1 / (points.width + 4));
}

/** Factors to choose from, relative to Scott's. */
export const FACTORS: readonly number[] = [0.1, 0.15, 0.22, 0.33, 0.5, 0.7, 1, 1.4];

/** With Scott's factor. @returns null if the covariance of the rows is singular */
export function fitKernel(points: Points): KernelDensity | null {
  const shape = fitGaussian(points);
  return shape && { shape, centers: whitened(shape, points), factor: scottFactor(points) };
}

/** ln q(x) of each row, nats, [factors][count]. */
export async function kernelLogDensities(
  { shape, centers }: Pick<KernelDensity, 'shape' | 'centers'>,
  points: Points,
  factors: readonly number[],
  pause: Pause,
): Promise<readonly Float64Array[]> {
  const { values: at } = whitened(shape, points);
  const { width, values, count: n, weights } = centers;
  const logWeights = weights?.map(Math.log);
  const out = factors.map(() => new Float64Array(points.count));
  const constant = -Math.log(totalWeight(centers)) - 0.5 * (width * Math.log(2 * Math.PI) + shape.logDet);
  const squares = new Float64Array(n);
  const terms = new Float64Array(n);
  await forEachBlock(points.count, n * (width + 20 * factors.length), pause, (from, to) => {
    for (let row = from; row < to; row++) {
      for (let i = 0; i < n; i++) {
        let square = 0;
        for (let d = 0; d < width; d++) square += (at[row * width + d]! - values[i * width + d]!) ** 2;
        squares[i] = square;
      }
      for (const [f, factor] of factors.entries()) {
        const scale = -0.5 / factor ** 2;
        for (let i = 0; i < n; i++) terms[i] = scale * squares[i]! + (logWeights === undefined ? 0 : logWeights[i]!);
        out[f]![row] = logSumExp(terms) + constant - width * Math.log(factor);
      }
    }
  });
  return out;
}
