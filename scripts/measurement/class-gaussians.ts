/** The baseline of a table with class labels: one full-covariance Gaussian per class. */
import { dirname, resolve } from 'node:path';
import type { Rows } from '../../daemon/data/definition.ts';
import { loadDataset } from '../../daemon/data/load-dataset.ts';
import { randomStream } from '../../daemon/random/random-stream.ts';
import type { Plan } from '../../daemon/spec/plan.ts';
import { meanAndError } from '../../daemon/statistics/mean-and-error.ts';
import { fitGaussian, logProb } from './gaussian.ts';

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
