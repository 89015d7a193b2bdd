import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { binCounts, columnEnds } from '../../statistics/histograms.ts';
import { arrayOf, type FigureAnswer } from '../answer.ts';
import { sourceOf } from '../opened/open-flow.ts';
import { firstRows, splitRows } from '../opened/split-rows.ts';
import { elboTerms } from './elbo.ts';

export const elboAnswer: FigureAnswer<'elbo'> = async (params, context) => {
  const { split, n, importance, dimension, bins } = params;
  const { runtime, open, signal } = context;
  const data = await context.data();
  const all = splitRows(data, split);
  const rows = firstRows(all, n);
  const { count } = rows;
  // The same noise as in validations.
  const noiseSeed = open.plan.training.seed;
  const { centers, ...terms } = await context.remember(['elbo', split, n, importance], () =>
    elboTerms(runtime, open, data, rows, { noiseSeed, importance, signal }),
  );
  const floor = data.dataset.density?.floor;
  return {
    ...sourceOf(open),
    split,
    n: count,
    unit: 'nats' as const,
    ...terms,
    dimensions: terms.dimensions.map((own) => ({ ...own })),
    floor: floor === undefined ? null : { nll: floor },
    selected: dimension === null ? null : selectedOf(dimension),
  };

  function selectedOf(index: number) {
    const size = centers.length / count;
    if (index >= size) {
      throw new FlowscopeError('wrong-value', `there is no latent dimension ${index}: there are 0 … ${size - 1}`, {
        exitCode: 2,
      });
    }
    const own = Float64Array.from({ length: count }, (_, row) => centers[row * size + index]!);
    const ends = columnEnds([own], 1);
    const { low, high } = ends;
    const counts = binCounts(own, ends, bins);
    return { index, counts: arrayOf(counts, [bins]), low: low[0]!, high: high[0]! };
  }
};
