import * as z from 'zod';

/** A spec sent with a request, as it is in an editor. */
export const specParameter = z.strictObject({
  text: z.string().max(4 * 1024 * 1024),
  /** Absolute path: data paths are relative to its folder. The file need not exist. */
  path: z.string().min(1).max(4096),
});
