import * as z from 'zod/mini';

/** A spec sent with a request, as it is in an editor. */
export const specParameter = z.strictObject({
  text: z.string().check(z.maxLength(4 * 1024 * 1024)),
  /** Absolute path: data paths are relative to its folder. The file need not exist. */
  path: z.string().check(z.minLength(1), z.maxLength(4096)),
});
