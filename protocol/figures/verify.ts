import * as z from 'zod/mini';
import { count, layerPlace, number, source } from '../common.ts';
import { defineFigure } from './define-figure.ts';
import { seed } from './shared-parts.ts';

/** JSON of `flowscope verify`. */
export const verifyResultSchema = z.strictObject({
  v: z.literal(1),
  ok: z.boolean(),
  precision: z.literal('float64'),
  parameters: z.enum(['random', 'checkpoint']),
  model: z._default(z.string(), 'flow'),
  points: count,
  /** Of a flow, or of the flows of a model's latents; null: there are none, and so are the numbers of flows below. */
  method: z.nullable(z.enum(['full', 'subspace'])),
  logDetError: number,
  /** The largest over the layers. */
  roundTripError: number,
  /** Round trip through the whole flow: the layers' errors amplified by its conditioning; not part of `ok`. */
  wholeRoundTripError: number,
  engineError: z.strictObject({ logDet: number, roundTrip: number }),
  tolerance: z.strictObject({
    logDet: z.literal(1e-8),
    roundTrip: z.literal(1e-8),
    numericalInverse: z.literal(1e-6),
  }),
  /** For the float32 runtime, relative to max(1, |value|). */
  engineTolerance: z.strictObject({ logDet: z.literal(1e-4), roundTrip: z.literal(1e-4) }),
  layers: z.array(
    z.strictObject({
      ...layerPlace,
      logDetError: number,
      roundTripError: number,
      /**
       * Error of the float32 runtime against float64, in both directions, at usual points, ends of the domain, knots
       * and far out: at the point where it is largest relative to its tolerance. Null if the runtime gives no number.
       */
      engineLogDetError: number,
      engineRoundTripError: number,
      /** Allowed error there: `engineTolerance` of the value, plus what rounding of the inputs explains. */
      engineTolerance: z.strictObject({ logDet: number, roundTrip: number }),
      conditionNumber: number,
      outsideBound: number,
      /** Both precisions are within the tolerance, or within what rounding explains at this condition number. */
      ok: z.boolean(),
    }),
  ),
  /** Of a model that is not a flow, and of a flow with several objectives: gradients against differences, the float32 runtime against float64. */
  checks: z._default(
    z.array(z.strictObject({ name: z.string(), error: number, tolerance: number, ok: z.boolean() })),
    [],
  ),
  /** What cannot be verified, and why, one sentence each. */
  notVerified: z._default(z.array(z.string()), []),
});

export const verifyFigure = defineFigure({
  name: 'verify',
  title: 'Verification',
  models: ['flow', 'vae', 'gan'],
  panel: false,
  follow: false,
  parameters: {
    points: {
      type: z._default(z.nullable(z.int().check(z.minimum(1), z.maximum(4096))), null),
      words: 'Number of points.',
      option: { value: 'N', otherwise: 'Default: 16 up to 64 dimensions, 2 above.' },
    },
    seed: { type: seed, words: 'Seed of the points and of random parameters.', option: { value: 'S' } },
  },
  result: z.extend(z.omit(verifyResultSchema, { v: true }), {
    ...source,
    /** Points are rows of the data; if the data are not available, samples of the model. */
    at: z.enum(['rows', 'samples']),
  }),
  command: 'verify',
  commandOptions: {},
  document: verifyResultSchema,
});
