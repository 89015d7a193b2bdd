/** A job of the preview worker, and its result. */
import type * as z from 'zod';
import type { previewTrain, previewUpdate } from '../../protocol/rpc/preview-methods.ts';
import type { Answer } from '../inspection/answer.ts';
import type { Plan } from '../spec/plan.ts';

export interface PreviewJob {
  /** The plan of a two-dimensional flow. */
  readonly plan: Plan;
  /** The spec's folder, which relative data paths start from. */
  readonly folder: string;
  /** false: no data file outside the folder is opened or stat'ed. */
  readonly trusted: boolean;
  /** Previews of the same panel start from each other's parameters. */
  readonly panel: string;
  readonly seconds: number;
  readonly density: { readonly width: number; readonly height: number };
  readonly samples: number;
  readonly everyMilliseconds: number;
}

/** Without the fields that only the daemon knows. */
export type PreviewPicture = Omit<Answer<z.input<typeof previewUpdate.params>>, 'panel' | 'request'>;
export type PreviewResult = z.output<typeof previewTrain.result>;
