/** The terms of a batch as the report has them: of the data, from all devices, as weighted means. */

import type { Environment } from '../../flow/apply/environment.ts';
import { batchMean } from '../../flow/batch-mean.ts';
import type { BatchTerms, Model } from '../../models/definition.ts';
import { mean, mul, reshape, sub } from '../../tensor/ops/arithmetic.ts';
import { concat } from '../../tensor/ops/concat-split.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { maximum } from '../../tensor/ops/select.ts';
import { reciprocal } from '../../tensor/ops/unary.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShares } from '../devices/batch-shares.ts';
import { exchanged } from '../devices/exchange.ts';

/** Name of the term with the mean weight of a device's rows. */
const MEAN_WEIGHT = 'weights';

const SMALLEST_WEIGHT = 1e-12;

/** Likelihoods of the data, up to the constant of `DataTransform`. Gradients do not depend on the difference. */
export function ofData(model: Model, own: BatchTerms, logDet: Tensor | null, environment: Environment): BatchTerms {
  if (logDet === null) return own;
  const mean = batchMean(logDet, environment);
  const terms = Object.entries(own.terms).map(([name, term]) => [
    name,
    model.likelihoodTerms?.includes(name) ? sub(term, mean) : term,
  ]);
  return {
    ...own,
    losses: own.losses.map((loss, i) => (model.objectives[i]!.likelihood ? sub(loss, mean) : loss)),
    terms: Object.fromEntries(terms),
  };
}

/**
 * What the devices exchange, with the terms of the report divided by the mean weight of the batch: weighted means, whose offset in
 * data units is that of all rows. The gradients are those of the sum over the batch.
 * @param weights of the rows; null: all are 1
 */
export function exchangedMeans(
  own: BatchTerms,
  slopes: readonly (readonly Tensor[])[],
  shares: BatchShares,
  weights: Tensor | null,
): ReturnType<typeof exchanged> {
  if (weights === null) return exchanged(own, slopes, shares);
  const found = exchanged({ ...own, terms: { ...own.terms, [MEAN_WEIGHT]: mean(weights) } }, slopes, shares);
  const { losses, terms, layers } = found.terms;
  const { [MEAN_WEIGHT]: weight, ...named } = terms;
  // A batch may have no weight at all.
  const inverse = reciprocal(maximum(weight!, scalar(SMALLEST_WEIGHT)));
  const scaled = (x: Tensor) => mul(x, inverse);
  return {
    slopes: found.slopes,
    terms: {
      losses: losses.map(scaled),
      terms: Object.fromEntries(Object.entries(named).map(([name, x]) => [name, scaled(x)])),
      layers: layers && {
        base: scaled(layers.base),
        logDets: layers.logDets.map((each) => ({ ...each, means: scaled(each.means) })),
      },
    },
  };
}

/** The columns of `ReportLayout`. */
export function reportTensor({ losses, terms, layers }: BatchTerms, squaredNorms: readonly Tensor[]): Tensor {
  const scalars = [...losses, ...squaredNorms, ...Object.values(terms), ...(layers ? [layers.base] : [])];
  return concat([...scalars.map((x) => reshape(x, [1])), ...(layers?.logDets ?? []).map(({ means }) => means)], 0);
}
