/** The baseline of a table with class labels: one full-covariance Gaussian per class. */
import { dirname, resolve } from 'node:path';
import type { Rows } from '../../daemon/data/definition.ts';
import { loadDataset } from '../../daemon/data/load-dataset.ts';
import { randomStream } from '../../daemon/random/random-stream.ts';
import type { Plan } from '../../daemon/spec/plan.ts';
import { meanAndError } from '../../daemon/statistics/mean-and-error.ts';

interface Gaussian {
  readonly mean: Float64Array;
  /** Lower Cholesky factor of the covariance, row-major. */
  readonly factor: Float64Array;
  readonly logDet: number;
}

/**
 * Mean log p(x | class) of the held-out test rows, nats, data units: Gaussians by maximum likelihood on the training rows,
 * both with the same uniform dequantization noise as the flow's.
 */
export async function classGaussians(plan: Plan, specPath: string): Promise<{ mean: number; se: number; n: number }> {
  const dataset = await loadDataset(plan.data, { folder: dirname(resolve(specPath)), trusted: true });
  const dimension = dataset.summary.shape[0]!;
  const classes = plan.context!.size;
  const train = labeled(dataset.train, dimension, classes, 'train');
  const gaussians = Array.from({ length: classes }, (_, c) =>
    fitGaussian(train.filter(({ label }) => label === c).map(({ x }) => x)),
  );
  const held = labeled(dataset.test, dimension, classes, 'test');
  const logDensity = held.map(({ x, label }) => logProb(gaussians[label]!, x));
  return { ...meanAndError(logDensity), n: held.length };
}

function labeled(rows: Rows, dimension: number, classes: number, split: string): { x: Float64Array; label: number }[] {
  const noise = randomStream(1, 'class-gaussians', split);
  return Array.from({ length: rows.count }, (_, i) => ({
    x: Float64Array.from({ length: dimension }, (_v, d) => rows.values[i * dimension + d]! + noise.uniform()),
    label: rows.context!.subarray(i * classes, (i + 1) * classes).indexOf(1),
  }));
}

function fitGaussian(points: readonly Float64Array[]): Gaussian {
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

function logProb({ mean, factor, logDet }: Gaussian, x: Float64Array): number {
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
