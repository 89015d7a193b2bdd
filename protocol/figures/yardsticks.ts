import * as z from 'zod/mini';
import { count, number, splitName } from '../common.ts';
import { arrayReference } from '../rpc/array-reference.ts';
import { defineFigure } from './define-figure.ts';
import { document, ofSplit, pixels, seed } from './shared-parts.ts';

/** A number that compares samples with rows of the data; null: there are too few. */
const measure = z.nullable(
  z.strictObject({
    value: number,
    se: number,
    /** What draws of the data give in place of samples: a perfect model is between low and high 19 times out of 20. */
    reference: z.strictObject({ value: number, low: number, high: number }),
    /** Number of samples that were used. */
    rows: count,
  }),
);

/** Samples beside rows of the data. */
export const sampleMeasures = {
  samples: z.strictObject({ c2st: measure, slicedWasserstein: measure, precision: measure, recall: measure }),
  /** Rows of the split that the samples are compared with. Present if they have weights: they are drawn in proportion to these. */
  comparedRows: z.optional(count),
  /** Null if the modes of the data are not known. */
  modes: z.nullable(
    z.strictObject({
      covered: count,
      of: count,
      /** Share of the samples within four standard deviations of a mode, and that of draws of the data. */
      nearShare: number,
      expectedNearShare: number,
      /** Samples near each mode. */
      counts: z.array(count),
      rows: count,
    }),
  ),
};

/** JSON of `flowscope yardsticks`. */
export const yardsticksResultSchema = z.strictObject({
  ...document,
  split: splitName,
  n: count,
  seed: count,
  ...sampleMeasures,
  /** What encoding and decoding changes, in standard deviations of the data. Null: the model has no encoder. */
  roundTrip: z.nullable(z.strictObject({ rms: number, max: number, rows: count, notFinite: count })),
});

export const yardsticksFigure = defineFigure({
  name: 'yardsticks',
  title: 'Yardsticks',
  models: ['flow', 'vae', 'gan'],
  panel: true,
  follow: false,
  parameters: {
    n: {
      type: z._default(z.int().check(z.minimum(1), z.maximum(20_000)), 5000),
      words: 'Number of samples.',
      option: { name: 'count', short: 'n', value: 'N' },
    },
    split: ofSplit,
    seed: { type: seed, words: 'Seed of the samples, and of the choice of rows.', option: { value: 'S' } },
    pairs: {
      type: z._default(z.int().check(z.minimum(0), z.maximum(1000)), 0),
      words: 'Number of rows to return with what they are after they were encoded and decoded.',
    },
    pixels,
  },
  result: z.extend(z.omit(yardsticksResultSchema, { v: true }), {
    /** From the first row of the split. Null if none were requested, or the model has no encoder. */
    pairs: z.nullable(
      z.strictObject({
        /** float64 in data units or uint8 [pairs, …point] */
        rows: arrayReference,
        decoded: arrayReference,
        /** Names of the columns of the data. */
        columns: z.array(z.string()),
      }),
    ),
  }),
  command: 'yardsticks',
  commandOptions: {},
  document: yardsticksResultSchema,
});
