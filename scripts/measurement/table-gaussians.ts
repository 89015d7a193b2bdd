/** What Gaussians fitted to the training rows of a table say about its test rows. */
import type { Dataset, Rows } from '../../daemon/data/definition.ts';
import { gridOf } from '../../daemon/data/grid.ts';
import { randomStream } from '../../daemon/random/random-stream.ts';
import { meanAndError } from '../../daemon/statistics/mean-and-error.ts';
import { fitGaussian, logProb } from './gaussian.ts';

/** Draws of the dequantization noise for each row. */
const DRAWS = 16;

export interface GaussianScore {
  /** Mean log-likelihood of the test rows and its standard error, nats, in data units. */
  readonly mean: number;
  readonly se: number;
}

/** `all`: one Gaussian, which knows no condition. `perCondition`: one for each condition; null without conditions. */
export function tableGaussians(dataset: Dataset): {
  readonly all: GaussianScore;
  readonly perCondition: GaussianScore | null;
} {
  const train = noisyRows(dataset, dataset.train, 'train');
  const test = noisyRows(dataset, dataset.test, 'test');
  const one = fitGaussian(train.flatMap(({ draws }) => draws));
  const all = scoreOf(test.map(({ draws }) => average(draws.map((x) => logProb(one, x)))));
  if (dataset.summary.context === null) return { all, perCondition: null };
  const groups = Map.groupBy(train, ({ condition }) => condition);
  const fitted = new Map([...groups].map(([key, rows]) => [key, fitGaussian(rows.flatMap(({ draws }) => draws))]));
  const own = test.flatMap(({ draws, condition }) => {
    const gaussian = fitted.get(condition);
    return gaussian === undefined ? [] : [average(draws.map((x) => logProb(gaussian, x)))];
  });
  return { all, perCondition: scoreOf(own) };
}

interface NoisyRow {
  readonly draws: readonly Float64Array[];
  readonly condition: string;
}

function noisyRows({ summary, dequantizedColumns, grids }: Dataset, rows: Rows, split: string): readonly NoisyRow[] {
  const dimension = summary.shape[0]!;
  const size = summary.context?.size ?? 0;
  const noisy = new Set(dequantizedColumns);
  const noise = randomStream(1, 'table-gaussians', split);
  return Array.from({ length: rows.count }, (_, i) => ({
    condition: String(rows.context?.subarray(i * size, (i + 1) * size) ?? ''),
    draws: Array.from({ length: noisy.size === 0 ? 1 : DRAWS }, () =>
      Float64Array.from(
        { length: dimension },
        (_v, d) => rows.values[i * dimension + d]! + (noisy.has(d) ? gridOf(grids, d).step * noise.uniform() : 0),
      ),
    ),
  }));
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}

function scoreOf(logDensity: readonly number[]): GaussianScore {
  const { mean, se } = meanAndError(logDensity);
  return { mean, se };
}
