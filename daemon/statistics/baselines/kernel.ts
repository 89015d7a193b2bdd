/** Kernel density estimates: a Gaussian around each row, with the covariance of all rows times a squared factor. */
import { fitGaussian, type Gaussian, whitened } from './gaussian.ts';
import { effectiveCount, FAINTEST, forEachBlock, logSumExp, type Pause, type Points, totalWeight } from './points.ts';

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
  const logSums = logWeights === undefined ? equalKernels(factors) : weightedKernels(factors, logWeights);
  await forEachBlock(points.count, n * (width + 20 * factors.length), pause, (from, to) => {
    for (let row = from; row < to; row++) {
      for (let i = 0; i < n; i++) {
        let square = 0;
        for (let d = 0; d < width; d++) square += (at[row * width + d]! - values[i * width + d]!) ** 2;
        squares[i] = square;
      }
      for (const [f, sum] of logSums(squares).entries()) out[f]![row] = sum + constant - width * Math.log(factors[f]!);
    }
  });
  return out;
}

/** ln Σ w exp(−s/(2f²)) over the squared distances s of the centers, for each factor f. Overwrites the squares. */
type KernelSums = (squares: Float64Array) => Float64Array;

/** From the widest kernel to the narrowest: a center whose term is too faint for one of them is so for the next ones. */
function equalKernels(factors: readonly number[]): KernelSums {
  const widestFirst = [...factors.keys()].sort((a, b) => factors[b]! - factors[a]!);
  const sums = new Float64Array(factors.length);
  return (squares) => {
    let least = Infinity;
    for (let i = 0; i < squares.length; i++) if (squares[i]! < least) least = squares[i]!;
    if (least === Infinity) return sums.fill(-Infinity);
    let near = squares.length;
    for (const f of widestFirst) {
      const scale = -0.5 / factors[f]! ** 2;
      let [sum, kept] = [0, 0];
      for (let i = 0; i < near; i++) {
        const square = squares[i]!;
        const term = scale * (square - least);
        if (!(term > FAINTEST)) continue;
        sum += Math.exp(term);
        squares[kept++] = square;
      }
      near = kept;
      sums[f] = scale * least + Math.log(sum);
    }
    return sums;
  };
}

function weightedKernels(factors: readonly number[], logWeights: Float64Array): KernelSums {
  const terms = new Float64Array(logWeights.length);
  const sums = new Float64Array(factors.length);
  return (squares) => {
    for (const [f, factor] of factors.entries()) {
      const scale = -0.5 / factor ** 2;
      for (let i = 0; i < terms.length; i++) terms[i] = scale * squares[i]! + logWeights[i]!;
      sums[f] = logSumExp(terms);
    }
    return sums;
  };
}
