import * as z from 'zod/mini';
import { count } from './common.ts';

/** What `check` saw of the files of a folder of images, and how far it looked. */
export const fileExaminationSchema = z.strictObject({
  /** Files that a run would read, those of `contextPath` included. The beginning and the end of each were examined. */
  files: count,
  /** Files that were decoded: now, as far as two seconds went, or by an earlier run. */
  decoded: count,
  /** Files that cannot be decoded, as far as this is known. */
  damaged: count,
  /** Of these at most a hundred. */
  listed: z.array(z.strictObject({ file: z.string(), why: z.string() })),
});

export interface FileExamination {
  readonly files: number;
  readonly decoded: number;
  readonly damaged: number;
  readonly listed: readonly { readonly file: string; readonly why: string }[];
}
