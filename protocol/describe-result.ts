import * as z from 'zod/mini';
import { count, layerPlace, shape } from './common.ts';
import { dataReadingSchema } from './data-reading.ts';

export const describeResultSchema = z.strictObject({
  v: z.literal(1),
  name: z.string(),
  dimension: z.int().check(z.minimum(1)),
  inputShape: shape,
  context: z.nullable(
    z.strictObject({
      size: z.int().check(z.minimum(1)),
      /** Names of the entries of the vector with which a context starts. */
      names: z.array(z.string()),
      /** Condition images, which follow the vector, [height, width, channels] each. */
      images: z.optional(z.array(z.strictObject({ name: z.string(), shape }))),
    }),
  ),
  base: z.strictObject({ type: z.string(), parameters: count, values: z.looseObject({}) }),
  /**
   * The parts of the latent, in its order: `start` is the index of the first coordinate, `layer` where it leaves the flow
   * (null: it passes through every layer).
   */
  latent: z.array(
    z.strictObject({
      layer: z.nullable(count),
      start: count,
      shape,
    }),
  ),
  /** The encoder of condition images; absent: there are none. */
  contextEncoder: z.optional(z.strictObject({ parameters: count, values: z.looseObject({}) })),
  layers: z.array(
    z.strictObject({
      ...layerPlace,
      inputShape: shape,
      outputShape: shape,
      parameters: count,
      values: z.looseObject({}),
    }),
  ),
  parameters: count,
  /** Of a table that was read: now, or when the run began. */
  data: z.optional(dataReadingSchema),
  training: z.looseObject({ seed: count, batchSize: z.int().check(z.minimum(1)) }),
});
