/** What the live preview and its host say to each other: whole pictures, one after the other. */
import * as z from 'zod';
import { count, number, unit } from '../common.ts';
import { previewValidation } from '../rpc/preview-methods.ts';

const values = z.instanceof(ArrayBuffer);

/** Kept by the editor, so that the preview comes back with its spec. */
export const previewState = z.strictObject({ spec: z.string().min(1).max(8192) });

export const previewPicture = z.strictObject({
  /** Training steps behind it; 0 is the flow before training. */
  step: count,
  loss: number,
  validation: previewValidation.nullable(),
  /** Seconds of training. */
  elapsed: z.number(),
  unit,
  /** Share of the parameters that came from the preview before. */
  warm: z.number(),
  columns: z.array(z.string()),
  /** left, right, bottom, top */
  extent: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** float32 [height, width], smallest y first: log q, nats. */
  density: z.strictObject({ width: count, height: count, values }),
  /** float32 [n, 2] */
  samples: values,
  /** float32 [n, 2] of the training rows. */
  rows: values.nullable(),
});
export type PreviewPicture = z.infer<typeof previewPicture>;

const previewStatus = z.discriminatedUnion('kind', [
  /** Asked for; the first picture is on its way. */
  z.strictObject({ kind: z.literal('starting') }),
  z.strictObject({ kind: z.literal('training') }),
  z.strictObject({ kind: z.literal('done'), reason: z.enum(['time', 'converged', 'steps']) }),
  /** The picture is of the text before the last edits. */
  z.strictObject({ kind: z.literal('edited') }),
  z.strictObject({ kind: z.literal('failed'), message: z.string() }),
]);

export const previewSnapshot = z.strictObject({
  spec: z.string(),
  /** Of the spec's file, without its ending. */
  name: z.string(),
  status: previewStatus,
  /** The newest; of an earlier text where the newest one has none yet. */
  picture: previewPicture.nullable(),
  /** Lowest reachable NLL, nats, where it is known. */
  floor: number,
});
export type PreviewSnapshot = z.infer<typeof previewSnapshot>;

export const previewMessage = z.discriminatedUnion('type', [
  /** Answered with a snapshot. */
  z.strictObject({ type: z.literal('ready') }),
  /** Trains anew. */
  z.strictObject({ type: z.literal('again') }),
  z.strictObject({ type: z.literal('save'), name: z.string().min(1).max(255), bytes: values }),
]);
export type PreviewMessage = z.infer<typeof previewMessage>;
