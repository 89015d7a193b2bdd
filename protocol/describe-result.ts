import * as z from 'zod/mini';
import { count, layerPlace, shape } from './common.ts';
import { dataReadingSchema } from './data-reading.ts';

const base = z.strictObject({ type: z.string(), parameters: count, values: z.looseObject({}) });

const layers = z.array(
  z.strictObject({
    ...layerPlace,
    inputShape: shape,
    outputShape: shape,
    parameters: count,
    values: z.looseObject({}),
  }),
);

export const describeResultSchema = z.strictObject({
  v: z.literal(1),
  name: z.string(),
  model: z.string(),
  /** What is known of log q(x): its value, a lower bound, or nothing. */
  likelihood: z.enum(['exact', 'bound', 'none']),
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
  /** Keys that only this model has, with the values in force. */
  keys: z.looseObject({}),
  /** null: a model without layers. */
  base: z.nullable(base),
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
  layers,
  /** By key of the spec. */
  networks: z.array(
    z.strictObject({ name: z.string(), type: z.string(), parameters: count, values: z.looseObject({}) }),
  ),
  /** Flows of the latents, by key of the spec; base null: a map only. */
  flows: z.array(z.strictObject({ name: z.string(), base: z.nullable(base), layers, parameters: count })),
  /** Trainable parameters that one objective updates. */
  groups: z.array(z.strictObject({ name: z.string(), parameters: count })),
  /** Of all groups: those of a discriminator are not among `parameters` of a flow. */
  totalParameters: count,
  /** Losses, each with the group that minimizes it; `every`: only in steps that are multiples of it. */
  objectives: z.array(
    z.strictObject({ name: z.string(), minimizedBy: z.string(), every: z.optional(z.int().check(z.minimum(1))) }),
  ),
  parameters: count,
  /** Of a table or an array that was read: now, or when the run began. */
  data: z.optional(dataReadingSchema),
  training: z.looseObject({ seed: count, batchSize: z.int().check(z.minimum(1)) }),
});
