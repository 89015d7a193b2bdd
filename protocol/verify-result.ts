import * as z from 'zod';
import { count, layerPlace, number } from './common.ts';

export const verifyResultSchema = z.strictObject({
  v: z.literal(1),
  ok: z.boolean(),
  precision: z.literal('float64'),
  parameters: z.enum(['random', 'checkpoint']),
  points: count,
  method: z.enum(['full', 'subspace']),
  logDetError: number,
  /** Of the layers: the largest. */
  roundTripError: number,
  /** Through the whole flow and back: the layers' errors amplified by its conditioning; not part of `ok`. */
  wholeRoundTripError: number,
  engineError: z.strictObject({ logDet: number, roundTrip: number }),
  tolerance: z.strictObject({
    logDet: z.literal(1e-8),
    roundTrip: z.literal(1e-8),
    numericalInverse: z.literal(1e-6),
  }),
  /** Of the float32 runtime, relative to max(1, |value|). */
  engineTolerance: z.strictObject({ logDet: z.literal(1e-4), roundTrip: z.literal(1e-4) }),
  layers: z.array(
    z.strictObject({
      ...layerPlace,
      logDetError: number,
      roundTripError: number,
      /**
       * The float32 runtime against float64, both directions, at usual points, ends of the domain, knots and far out: at the
       * point where the error is largest in units of its tolerance. Null where the runtime gives no number.
       */
      engineLogDetError: number,
      engineRoundTripError: number,
      /** Allowed there: `engineTolerance` of the value, and what rounding of the inputs explains. */
      engineTolerance: z.strictObject({ logDet: number, roundTrip: number }),
      conditionNumber: number,
      outsideBound: number,
      /** Both precisions within the tolerance, or within what rounding explains at this condition number. */
      ok: z.boolean(),
    }),
  ),
});
