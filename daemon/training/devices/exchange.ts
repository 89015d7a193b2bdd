/** What devices that share a batch exchange in a step. */
import type { BatchTerms } from '../../models/definition.ts';
import { allMean } from '../../tensor/ops/all-mean.ts';
import { reshape } from '../../tensor/ops/arithmetic.ts';
import { concat, split } from '../../tensor/ops/concat-split.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { BatchShares } from './batch-shares.ts';

/**
 * Losses, terms and gradients of the whole batch from those of the devices' shares. Several devices exchange all of them
 * at once: what an exchange costs depends little on its size.
 * @param slopes gradients of each objective's groups
 */
export function exchanged(
  { losses, terms, layers }: BatchTerms,
  slopes: readonly (readonly Tensor[])[],
  shares: BatchShares,
): { readonly terms: BatchTerms; readonly slopes: readonly (readonly Tensor[])[] } {
  const [names, logDets] = [Object.keys(terms), layers?.logDets ?? []];
  const bases = layers ? [layers.base] : [];
  const means = allMeans(
    [...slopes.flat(), ...losses, ...Object.values(terms), ...bases, ...logDets.map((own) => own.means)],
    shares,
  ).values();
  const next = (count: number) => Array.from({ length: count }, () => means.next().value!);
  const gradients = slopes.map(({ length }) => next(length));
  const whole = next(losses.length);
  const named = Object.fromEntries(names.map((name) => [name, next(1)[0]!]));
  const [base] = next(bases.length);
  return {
    slopes: gradients,
    terms: {
      losses: whole,
      terms: named,
      layers: base ? { base, logDets: logDets.map((own) => ({ ...own, means: next(1)[0]! })) } : null,
    },
  };
}

function allMeans(tensors: readonly Tensor[], { devices }: BatchShares): readonly Tensor[] {
  if (devices === 1) return tensors;
  const sizes = tensors.map(({ shape }) => sizeOf(shape));
  const flat = tensors.map((x, i) => reshape(x, [sizes[i]!]));
  return split(allMean(concat(flat, 0)), sizes, 0).map((part, i) => reshape(part, tensors[i]!.shape));
}
