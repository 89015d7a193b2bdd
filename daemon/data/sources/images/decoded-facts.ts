/** What is kept with decoded images, and how they are named. */
import * as z from 'zod';
import type { DataAccess } from '../../definition.ts';
import { dataFileStamps } from '../../files/data-file-stamps.ts';
import type { ListedFile } from '../../files/list-data-folder.ts';
import { fingerprintOf } from '../../fingerprint.ts';
import type { ImageFolder } from './list-images.ts';

/** Increase this when a change of the code decodes the same files to different pixels. */
const DECODING = 1;

export const decodedFacts = z.strictObject({
  /** SHA-256 of names and contents. */
  digest: z.string(),
  skipped: z.array(z.strictObject({ index: z.int().min(0), why: z.string() })),
});

export type DecodedFacts = z.infer<typeof decodedFacts>;

/** The name of the pixels of these files: of everything that determines them. Errors as `dataFileStamps`. */
export async function decodedKey(
  files: readonly ListedFile[],
  { size, fit, channels, bits, corrupt }: ImageFolder,
  access: DataAccess,
): Promise<string> {
  const stamps = await dataFileStamps(
    files.map((file) => file.path),
    access,
  );
  const names = files.map(({ name }) => name);
  return fingerprintOf({ decoding: DECODING, size, fit, channels, bits, corrupt, names }, stamps);
}
