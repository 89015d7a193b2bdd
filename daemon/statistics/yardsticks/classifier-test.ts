import { randomStream } from '../../random/random-stream.ts';
import { neighborDistances } from './classifier/neighbor-distances.ts';
import { type AlternatingRows, countOf, trainNetwork } from './classifier/network.ts';
import { sideBySide, standardizationOf, withSquaresOf } from './classifier/standardized.ts';
import type { Comparison } from './comparison.ts';
import { referenceAround, type SampleYardstick, shareError } from './yardstick.ts';

const HIDDEN = 8;
/** Of the rows that the classifier learns from, the part for its two pieces; the others decide how these are weighted. */
const FOR_PIECES = 2 / 3;
const MOST_ROWS = 5000;
/** Of samples, and of rows of the data. */
const FEWEST_ROWS = 40;
/** Standard deviations from the mean at which values are cut off. */
const FARTHEST = 50;
/** Multiplications that it may cost. */
const WORK = 6e8;

/** Classifier two-sample test (Lopez-Paz, Oquab 2017): the accuracy on held-out rows of a classifier of samples and data. */
export const classifierTest: SampleYardstick = {
  name: 'c2st',
  title: 'Classifier two-sample test',
  unit: 'share',
  better: 'lower',
  ideal: 0.5,
  shows:
    'Whether a small classifier can tell samples from rows of the data: the share of new rows that it classifies correctly, where 0.5 is no better than guessing.',
  cannotShow:
    'Whether a model is perfect, because another classifier may see what this one misses, or how large a difference is: near 1, small and large differences look alike.',
  paper: 'Lopez-Paz, Oquab 2017, Revisiting Classifier Two-Sample Tests',
  compute: (comparison: Comparison) => {
    const { width, counts, seed } = comparison;
    const n = Math.min(counts.samples, counts.data, mostRows(width));
    if (n < FEWEST_ROWS) return null;
    const learned = Math.floor(n / 2);
    const pieces = Math.floor(learned * FOR_PIECES);
    const correct = correctOf(
      alternating(comparison, 0, pieces),
      alternating(comparison, pieces, learned),
      alternating(comparison, learned, n),
      seed,
    );
    const held = 2 * (n - learned);
    const accuracy = correct / held;
    return {
      value: accuracy,
      se: shareError(accuracy, held),
      reference: referenceAround(0.5, 0.5 / Math.sqrt(held)),
      rows: n,
    };
  },
};

/**
 * Number of held-out rows that are classified correctly. The classifier is a logistic regression of distances to
 * neighbors and of what a network says: the first see shapes in few columns, the second differences of many columns.
 */
function correctOf(pieces: AlternatingRows, weighed: AlternatingRows, held: AlternatingRows, seed: number): number {
  const expand = withSquaresOf(pieces);
  const network = trainNetwork(expand(pieces), {
    hidden: HIDDEN,
    random: randomStream(seed, 'yardsticks', 'network'),
  });
  const evidence = (rows: AlternatingRows): AlternatingRows =>
    sideBySide(neighborDistances(pieces, rows), { values: network(expand(rows)), width: 1 });
  const known = evidence(weighed);
  const scale = standardizationOf(known);
  const judge = trainNetwork(scale(known), { hidden: 0, random: randomStream(seed, 'yardsticks', 'judge') });
  const scores = judge(scale(evidence(held)));
  let correct = 0;
  for (let row = 0; row < countOf(held); row++) {
    const score = row % 2 === 0 ? scores[row]! : -scores[row]!;
    correct += score === 0 ? 0.5 : score > 0 ? 1 : 0;
  }
  return correct;
}

function alternating(comparison: Comparison, from: number, to: number): AlternatingRows {
  const { width } = comparison;
  const values = new Float64Array(2 * (to - from) * width);
  for (const [kind, of] of (['samples', 'data'] as const).entries()) {
    const rows = comparison.rows(of, from, to);
    for (let row = 0; row < to - from; row++) {
      const at = (2 * row + kind) * width;
      for (let d = 0; d < width; d++) values[at + d] = within(rows[row * width + d]!);
    }
  }
  return { values, width };
}

/** The value, FARTHEST if it is NaN. */
function within(value: number): number {
  return value < FARTHEST ? Math.max(value, -FARTHEST) : FARTHEST;
}

/** The n with a·n² + b·n = WORK: distances between pairs of rows, and the network. */
function mostRows(width: number): number {
  const [a, b] = [0.9 * (width + 6), 750 * width];
  return Math.min(MOST_ROWS, Math.floor((-b + Math.sqrt(b * b + 4 * a * WORK)) / (2 * a)));
}
