import type { Comparison } from './comparison.ts';
import { drawsOf } from './comparison.ts';
import { coveredShare, neighborhoodsOf } from './neighborhoods.ts';
import { referenceAround, type SampleYardstick, shareError, type Yardstick } from './yardstick.ts';

/** The k of Kynkäänniemi et al. */
const NEIGHBORS = 3;
/** Multiplications that the rows may cost. */
const WORK = 4e8;
const MOST_ROWS = 5000;

interface Covering extends Pick<Yardstick, 'name' | 'title' | 'shows' | 'cannotShow'> {
  /** Which rows have neighborhoods, and which are looked for in them. */
  readonly centers: 'samples' | 'data';
  readonly points: 'samples' | 'data';
}

/**
 * Precision or recall of samples (Kynkäänniemi et al. 2019, equations 1 and 2): a row covers what is as close to it as
 * its third-nearest neighbor of the same set. The reference is the same share for two draws of the data.
 */
export function neighborYardstick({ centers, points, ...words }: Covering): SampleYardstick {
  return {
    ...words,
    unit: 'share',
    better: 'higher',
    ideal: 'reference',
    reference:
      'Kynkäänniemi, Karras, Laine, Lehtinen, Aila 2019, Improved Precision and Recall Metric for Assessing Generative Models',
    compute: (comparison: Comparison) => {
      const { width } = comparison;
      const draws = drawsOf(comparison, Math.min(MOST_ROWS, Math.sqrt(WORK / (3 * (width + OVERHEAD)))));
      if (draws.n <= NEIGHBORS) return null;
      const value = coveredShare(draws[points], neighborhoodsOf(draws[centers], width, NEIGHBORS));
      const perfect = coveredShare(draws.others, neighborhoodsOf(draws.data, width, NEIGHBORS));
      return {
        value,
        se: shareError(value, draws.n),
        // Both shares have the error of their rows.
        reference: referenceAround(perfect, Math.SQRT2 * shareError(perfect, draws.n)),
        rows: draws.n,
      };
    },
  };
}

/** Of a pair of rows, in multiplications. */
const OVERHEAD = 6;
