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
});
