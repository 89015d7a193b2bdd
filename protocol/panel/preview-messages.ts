/** Messages between the live preview and its host: whole pictures, one after the other. */
import * as z from 'zod/mini';
import { count, number, unit } from '../common.ts';
import { previewValidation } from '../rpc/preview-methods.ts';

const values = z.instanceof(ArrayBuffer);

/** Stored by the editor, so that the preview is restored with its spec. */
export const previewState = z.strictObject({ spec: z.string().check(z.minLength(1), z.maxLength(8192)) });

export const previewPicture = z.strictObject({
  /** Training steps so far; 0 is the flow before training. */
  step: count,
  loss: number,
  validation: z.nullable(previewValidation),
  /** Seconds of training. */
  elapsed: z.number(),
  unit,
  /** Share of the parameters that came from the previous preview. */
  warm: z.number(),
  columns: z.array(z.string()),
  /** left, right, bottom, top */
  extent: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** float32 [height, width], smallest y first: log q, nats. */
  density: z.strictObject({ width: count, height: count, values }),
  /** float32 [n, 2] */
  samples: values,
  /** float32 [n, 2] of the training rows. */
  rows: z.nullable(values),
});
export type PreviewPicture = z.infer<typeof previewPicture>;

const previewStatus = z.discriminatedUnion('kind', [
  /** Requested; the first picture has not arrived yet. */
  z.strictObject({ kind: z.literal('starting'), keeps: z.boolean() }),
  /** `keeps`: the user asked to keep training. */
  z.strictObject({ kind: z.literal('training'), keeps: z.boolean() }),
  z.strictObject({ kind: z.literal('done'), reason: z.enum(['time', 'converged', 'steps', 'stopped']) }),
  /** The picture belongs to the text before the last edits. */
  z.strictObject({ kind: z.literal('edited') }),
  z.strictObject({ kind: z.literal('failed'), message: z.string() }),
]);

export const previewSnapshot = z.strictObject({
  spec: z.string(),
  /** Name of the spec's file, without its extension. */
  name: z.string(),
  status: previewStatus,
  /** The newest picture; from an earlier text if the newest text has none yet. */
  picture: z.nullable(previewPicture),
  /** Lowest possible NLL, nats, if it is known. */
  floor: number,
});
export type PreviewSnapshot = z.infer<typeof previewSnapshot>;

export const previewMessage = z.discriminatedUnion('type', [
  /** Answered with a snapshot. */
  z.strictObject({ type: z.literal('ready') }),
  /** Trains again. */
  z.strictObject({ type: z.literal('again') }),
  /** Goes on with the training that ended. */
  z.strictObject({ type: z.literal('keep') }),
  z.strictObject({ type: z.literal('stop') }),
  z.strictObject({ type: z.literal('save'), name: z.string().check(z.minLength(1), z.maxLength(255)), bytes: values }),
]);
export type PreviewMessage = z.infer<typeof previewMessage>;
