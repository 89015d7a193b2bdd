/** A job of the preview worker, and its result. */
import * as z from 'zod';
import type { previewTrain, previewUpdate } from '../../protocol/rpc/preview-methods.ts';
import { isJsonObject } from '../encoding/json.ts';
import type { Answer } from '../inspection/answer.ts';
import type { Plan } from '../spec/plan.ts';

export const previewJob = z.strictObject({
  /** The plan of a two-dimensional flow. The parent resolved it with the same version of the code. */
  plan: z.custom<Plan>(isJsonObject),
  /** The spec's folder, which relative data paths start from. */
  folder: z.string(),
  /** false: no data file outside the folder is opened or stat'ed. */
  trusted: z.boolean(),
  /** Previews of the same panel start from each other's parameters. */
  panel: z.string(),
  seconds: z.number(),
  /** Goes on where the last preview of the panel ended. */
  continue: z.boolean(),
  density: z.strictObject({ width: z.int(), height: z.int() }),
  samples: z.int(),
  everyMilliseconds: z.number(),
});
export type PreviewJob = z.output<typeof previewJob>;

/** Without the fields that only the daemon knows. */
export type PreviewPicture = Omit<Answer<z.input<typeof previewUpdate.params>>, 'panel' | 'request'>;
export type PreviewResult = z.output<typeof previewTrain.result>;
