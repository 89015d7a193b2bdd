/** Ranks of held-out rows among samples, in each column: uniform if the model is right. */
import { setImmediate } from 'node:timers/promises';
import type { RandomStream } from '../../random/random-stream.ts';
import { countInterval } from '../../statistics/calibration/count-interval.ts';
import { uniformRanks } from '../../statistics/calibration/ranks.ts';
import { uniformity, unitCounts } from '../../statistics/calibration/uniformity.ts';
import type { Circle } from '../../statistics/circle.ts';
import { effectiveRowCount, effectiveSampleSize } from '../../statistics/mean-and-error.ts';
import { weightedQuantiles } from '../../statistics/weighted-quantiles.ts';
import { quantile, sorted } from '../numerics/spread.ts';

/** How rows are ranked among samples. */
export interface Ranked {
  /** Rows of the split that were used. */
  readonly rows: number;
  /** (Σw)²/Σw² of these. Present if they have weights: distribution functions and quantiles are weighted, and bands and p those of so many rows. */
  readonly effectiveRows?: number;
  /** Samples among which a row is ranked. */
  readonly samples: number;
  /** Present if the samples of each row are drawn for it, given its context. */
  readonly givenContext?: true;
}

export interface PitHistograms extends Ranked {
  readonly bins: number;
  /** Where 95 % of the counts of a bin are if the model is right. */
  readonly low: number;
  readonly high: number;
  readonly columns: readonly PitColumn[];
}

export interface PitColumn {
  readonly name: string;
  /** Of an angle: where the circle is cut, from which on its values are ranked. */
  readonly cut?: number;
  /** Of an angle: where its turn starts, and its period. */
  readonly turn?: readonly [start: number, period: number];
  /** Of rows with weights, their shares of the weight times the effective number of rows. */
  readonly counts: readonly number[];
  /** Kolmogorov–Smirnov distance of the ranks from uniform numbers, and its probability if the model is right. */
  readonly distance: number;
  readonly p: number;
  /** Quantiles of samples and rows at the same probabilities, in the units of the values. */
  readonly expected: readonly number[];
  readonly observed: readonly number[];
}

const BINS = 20;
const QUANTILES = 60;

export interface RankedValues {
  readonly names: readonly string[];
  /** Of the rows, [rows, names], and of the samples: [samples, names], or [rows · samples, names] given the context. */
  readonly held: ArrayLike<number>;
  /** Of the rows. Absent: all are equal. */
  readonly weights?: Float64Array | undefined;
  readonly drawn: ArrayLike<number>;
  /** Of angles; null: the column is none. Absent: no column is. */
  readonly circles?: readonly (CutCircle | null)[];
}

/** A circle, and where it is cut. */
export interface CutCircle extends Circle {
  readonly cut: number;
}

/** @throws the signal's reason once it is aborted */
export async function pitHistograms(
  { names, held, drawn, weights, circles = [] }: RankedValues,
  ranked: Ranked,
  { random, signal }: { readonly random: RandomStream; readonly signal: AbortSignal | null },
): Promise<PitHistograms> {
  const width = names.length;
  const each = ranked.givenContext ? ranked.samples : 0;
  const known = knownSamples(ranked);
  const shares = Array.from({ length: QUANTILES }, (_, i) => (i + 0.5) / QUANTILES);
  const columns: PitColumn[] = [];
  for (const [d, name] of names.entries()) {
    await setImmediate();
    signal?.throwIfAborted();
    const [own, among] = [columnOf(held, width, d), columnOf(drawn, width, d)];
    const ranks = uniformRanks(own, among, each, random);
    const expected = sorted(among);
    const observed = weights === undefined ? quantilesOf(sorted(own), shares) : weightedQuantiles(own, weights, shares);
    columns.push({
      name,
      ...ofCircle(circles[d] ?? null),
      counts: [...unitCounts(ranks, BINS, weights)],
      ...uniformity(ranks, known, weights),
      expected: quantilesOf(expected, shares),
      observed,
    });
  }
  const size = weights === undefined ? ranked.rows : effectiveRowCount(weights);
  const [low, high] = countInterval(size, { share: 1 / BINS, samples: known });
  return { ...ranked, bins: BINS, low, high, columns };
}

function ofCircle(circle: CutCircle | null): Pick<PitColumn, 'cut' | 'turn'> {
  return circle === null ? {} : { cut: circle.cut, turn: [circle.start, circle.period] };
}

/** Samples that all rows have in common, whose randomness counts as well. */
export function knownSamples({ samples, givenContext }: Ranked): number {
  return givenContext ? Infinity : samples;
}

/** Of rows with these weights. */
export function effectiveRows(weights: Float64Array | undefined): Pick<Ranked, 'effectiveRows'> {
  return weights === undefined ? {} : { effectiveRows: effectiveSampleSize(weights) };
}

function quantilesOf(ascending: Float64Array, shares: readonly number[]): readonly number[] {
  return shares.map((share) => quantile(ascending, share));
}

function columnOf(values: ArrayLike<number>, width: number, d: number): Float64Array {
  return Float64Array.from({ length: values.length / width }, (_, row) => values[row * width + d]!);
}
