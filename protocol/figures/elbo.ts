import * as z from 'zod/mini';
import { count, notFinite, number, splitName, unit } from '../common.ts';
import { arrayReference } from '../rpc/array-reference.ts';
import { defineFigure } from './define-figure.ts';
import { document, ofSplit, rowLimit } from './shared-parts.ts';

/** Over the rows for which it is finite, nats. */
const spread = z.strictObject({ notFinite, mean: number, std: number, p10: number, p50: number, p90: number });

/** A latent dimension. */
const dimension = z.strictObject({
  /** 0-based. */
  index: count,
  /** KL(q(z_j | x) ‖ p(z_j)) over the rows, nats; null if a flow makes the dimensions depend on each other. */
  kl: z.nullable(z.strictObject({ mean: number, p10: number, p90: number })),
  /** Over the rows: mean and standard deviation of the centers of q(z_j | x). */
  mean: number,
  std: number,
  /** Mean over the rows of the standard deviation of q(z_j | x); null if it is not known. */
  posteriorStd: number,
  /** Whether the variance of its centers is above 0.01 (Burda, Grosse, Salakhutdinov 2016, section 5.2). */
  used: z.boolean(),
});

/** JSON of `flowscope elbo`. */
export const elboResultSchema = z.strictObject({
  ...document,
  split: splitName,
  n: count,
  unit,
  /** reconstruction − kl, in data units: a lower bound of log q(x). */
  elbo: spread,
  /** One draw of ln p(x | z) for each row. */
  reconstruction: spread,
  /** KL(q(z | x) ‖ p(z)). */
  kl: spread,
  /** Each latent dimension, the one with the largest divergence first. */
  dimensions: z.array(dimension),
  /** The latent dimensions that are not used, and their part of `kl`; null if their parts are not known. */
  unused: z.strictObject({ count, kl: number }),
  /** A bound that is at least as high, from k draws of z; null if it was not requested. */
  importance: z.nullable(
    z.strictObject({
      k: count,
      /** Rows that it was computed for. */
      rows: count,
      /** Its mean minus that of the ELBO over these rows and draws, with its standard error. */
      gap: z.strictObject({ mean: number, se: number }),
      /** The mean of the ELBO over all rows plus the gap: log q(x) is at least this in the mean. */
      bound: number,
    }),
  ),
  /** The lowest mean NLL of any model, if the density of the data is known. */
  floor: z.nullable(z.strictObject({ nll: number })),
});

export const elboFigure = defineFigure({
  name: 'elbo',
  title: 'Terms of the ELBO',
  models: ['vae'],
  purpose: 'shows the terms of the lower bound that a VAE has instead of log q',
  panel: true,
  follow: true,
  parameters: {
    split: ofSplit,
    n: {
      type: rowLimit,
      words: 'Number of rows, from the start of the split.',
      option: { name: 'count', short: 'n', value: 'N', type: z._default(z.int().check(z.minimum(2)), 4096) },
    },
    importance: {
      type: z._default(z.int().check(z.minimum(0), z.maximum(5000)), 1000),
      words: 'Number of draws of z for the importance-weighted bound, which takes longest; 0: leave it out.',
      option: { value: 'K' },
    },
    dimension: {
      type: z._default(z.nullable(count), null),
      words: 'The latent dimension of which to return a histogram.',
    },
    bins: { type: z._default(z.int().check(z.minimum(2), z.maximum(1024)), 64), words: 'Bins of the histogram.' },
  },
  result: z.extend(z.omit(elboResultSchema, { v: true }), {
    /** Of the centers of q(z_j | x) over the rows; null if it was not requested. */
    selected: z.nullable(
      z.strictObject({
        index: count,
        /** int32 [bins], in equal bins from low to high. */
        counts: arrayReference,
        low: z.number(),
        high: z.number(),
      }),
    ),
  }),
  command: 'elbo',
  commandOptions: {},
  document: elboResultSchema,
});
