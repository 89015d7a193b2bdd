import { type Comparison, type Draws, drawsOf } from '../comparison.ts';
import { referenceAround, type SampleYardstick, shareError, type Yardstick } from '../yardstick.ts';
import { coveredShare, neighborhoodsOf } from './neighborhoods.ts';

/** The k of Kynkäänniemi et al. */
const NEIGHBORS = 3;
/** Multiplications that the distances of all pairs may cost. */
const WORK = 6e8;
/** Of a pair beside its coordinates, in multiplications. */
const OVERHEAD = 6;
const MOST_ROWS = 5000;
/**
 * Of a share's standard deviation to that of independent rows, because rows share neighborhoods: measured, 1.3 and 1.2 and
 * 1.4 for Gaussians with 2, 16 and 64 columns.
 */
const DEPENDENCE = 1.3;

interface Covering extends Pick<Yardstick, 'name' | 'title' | 'shows' | 'cannotShow'> {
  /** Which rows have neighborhoods; the others are looked for in them. */
  readonly centers: 'samples' | 'data';
}

/**
 * Precision or recall of samples (Kynkäänniemi et al. 2019, equations 1 and 2): a row covers what is as close to it as
 * its third-nearest neighbor of the same set. For the reference, other rows of the data take the place of the samples.
 */
export function neighborYardstick({ centers, ...words }: Covering): SampleYardstick {
  return {
    ...words,
    unit: 'share',
    better: 'higher',
    ideal: 'reference',
    paper:
      'Kynkäänniemi, Karras, Laine, Lehtinen, Aila 2019, Improved Precision and Recall Metric for Assessing Generative Models',
    compute: (comparison: Comparison) => {
      const { width } = comparison;
      const draws = drawsOf(comparison, Math.min(MOST_ROWS, Math.sqrt(WORK / (3 * (width + OVERHEAD)))));
      const { n } = draws;
      if (n <= NEIGHBORS) return null;
      const error = (share: number) => DEPENDENCE * shareError(share, n);
      const [value, perfect] = centers === 'data' ? precisions(draws, width) : recalls(draws, width);
      const range = referenceAround(perfect, Math.SQRT2 * error(perfect));
      return { value, se: error(value), reference: { ...range, high: Math.min(1, range.high) }, rows: n };
    },
  };
}

/** Of the samples, and of other data in their place. */
function precisions({ samples, data, others }: Draws, width: number): readonly [number, number] {
  const neighborhoods = neighborhoodsOf(data, width, NEIGHBORS);
  return [coveredShare(samples, neighborhoods), coveredShare(others, neighborhoods)];
}

function recalls({ samples, data, others }: Draws, width: number): readonly [number, number] {
  const recall = (rows: Float64Array) => coveredShare(data, neighborhoodsOf(rows, width, NEIGHBORS));
  return [recall(samples), recall(others)];
}
