import * as z from 'zod/mini';
import { count } from './common.ts';

/** How far a part of loading data is that may take minutes. */
export const dataProgressSchema = z.strictObject({
  /**
   * `decoding-images`: the files of a folder of images, which is done once for each folder. `examining-images`: `check` looks
   * at their headers.
   */
  what: z.enum(['decoding-images', 'examining-images']),
  done: count,
  total: count,
});

export type DataProgress = Readonly<z.infer<typeof dataProgressSchema>>;
