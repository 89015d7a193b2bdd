import * as z from 'zod/mini';
import { count } from './common.ts';

/** How far a part of loading data is that may take minutes. */
export const dataProgressSchema = z.strictObject({
  /**
   * `decoding-images`: the files of a folder of images, which is done once for each folder. `examining-images`: `check` looks
   * at their headers. `reading-data`: the bytes of a file of numbers.
   */
  what: z.enum(['decoding-images', 'examining-images', 'reading-data']),
  done: count,
  total: count,
});

export type DataProgress = Readonly<z.infer<typeof dataProgressSchema>>;
