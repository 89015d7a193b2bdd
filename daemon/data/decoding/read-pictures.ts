/** Images in PNG, JPEG and WebP files that a command names: one file, or a folder of them. */
import { isFolder } from '../../folders/is-folder.ts';
import type { DataAccess } from '../definition.ts';
import { dataError } from '../files/data-error.ts';
import { listDataFolder } from '../files/list-data-folder.ts';
import { resolveDataPath } from '../files/open-data-file.ts';
import { readDataFile } from '../files/read-data-file.ts';
import { imageDecoder, isImageFile } from './decode-image.ts';
import { type Fit, fitted } from './fit.ts';
import { ImageProblem } from './raster.ts';

export interface Pictures {
  /** Of each image below the folder, sorted, or of the one file. */
  readonly names: readonly string[];
  /** [names, height, width, channels], 0 … 255. */
  readonly values: Uint8Array;
}

/**
 * The images at this path, at one size; null if it is neither a folder nor the name of an image.
 * @throws FlowscopeError `data` for a folder without images, and for one that cannot be decoded, by name
 */
export async function readPictures(path: string, access: DataAccess, fit: Fit): Promise<Pictures | null> {
  const files = (await isFolder(await resolveDataPath(path, access)))
    ? await listDataFolder(path, access, { belongs: isImageFile })
    : isImageFile(path)
      ? [{ name: path, path }]
      : null;
  if (files === null) return null;
  if (files.length === 0) throw dataError(path, 'contains no images', 'give a folder of PNG, JPEG or WebP files');
  const decode = imageDecoder();
  const size = fit.height * fit.width * fit.channels;
  const values = new Uint8Array(files.length * size);
  for (const [i, file] of files.entries()) {
    const bytes = await readDataFile(file.path, access);
    try {
      values.set(fitted(await decode(bytes), fit), i * size);
    } catch (error) {
      if (!(error instanceof ImageProblem)) throw error;
      throw dataError(file.path, error.message, 'replace or remove the file', error);
    }
  }
  return { names: files.map(({ name }) => name), values };
}
