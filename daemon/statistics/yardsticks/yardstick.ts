/** What a yardstick is: a number that compares any kind of model with rows of the data. Also runs in browsers. */
import type { Comparison } from './comparison.ts';

export interface Yardstick {
  /** Its key in results. */
  readonly name: string;
  readonly title: string;
  readonly unit: 'share' | 'modes' | 'data standard deviations';
  readonly better: 'lower' | 'higher';
  /** The value of a perfect model; `reference`: what the data themselves give, which depends on the number of rows. */
  readonly ideal: number | 'all' | 'reference';
  /** One sentence: what it can show. */
  readonly shows: string;
  /** One sentence: what it cannot show. */
  readonly cannotShow: string;
  /** Where it was proposed; null: nowhere in particular. */
  readonly paper: string | null;
}

/** A yardstick that compares samples with data by nothing but their coordinates. */
export interface SampleYardstick extends Yardstick {
  /** null: there are too few rows. */
  compute(comparison: Comparison): SampleMeasure | null;
}

export interface SampleMeasure {
  readonly value: number;
  /** Standard error of the value. */
  readonly se: number;
  /** What draws of the data give in place of samples. */
  readonly reference: Reference;
  /** Number of samples that were used, and of rows of the data that they were compared with. */
  readonly rows: number;
}

export interface Reference {
  readonly value: number;
  /** A perfect model is within these limits 19 times out of 20. */
  readonly low: number;
  readonly high: number;
}

/** @param deviation standard deviation of the difference between the value of a perfect model and `value` */
export function referenceAround(value: number, deviation: number): Reference {
  return { value, low: value - 2 * deviation, high: value + 2 * deviation };
}

/** Whether the measure is as good as that of a perfect model, as far as these rows can tell. */
export function isLikeData(
  { better }: Pick<Yardstick, 'better'>,
  { value, reference }: { readonly value: number; readonly reference: Pick<Reference, 'low' | 'high'> },
): boolean {
  return better === 'lower' ? value <= reference.high : value >= reference.low;
}

/**
 * Standard error of a share of n independent rows. With two more successes and failures (Agresti, Coull 1998), it is
 * not 0 for a share of 0 or 1.
 */
export function shareError(share: number, n: number): number {
  const adjusted = (share * n + 2) / (n + 4);
  return Math.sqrt((adjusted * (1 - adjusted)) / (n + 4));
}
