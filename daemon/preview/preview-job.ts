/** What the preview worker is asked, and what it answers. */
import type * as z from 'zod';
import type { previewTrain, previewUpdate } from '../../protocol/rpc/preview-methods.ts';
import type { Answer } from '../inspection/answers/answer.ts';
import type { Plan } from '../spec/plan.ts';

export interface PreviewJob {
  /** Of the plane. */
  readonly plan: Plan;
  /** The spec's: paths of data start here. */
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

/** Without what only the daemon knows. */
export type PreviewPicture = Omit<Answer<z.input<typeof previewUpdate.params>>, 'panel' | 'request'>;
export type PreviewResult = z.output<typeof previewTrain.result>;
