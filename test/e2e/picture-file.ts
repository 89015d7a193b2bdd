/** Where the tests put their pictures. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECKOUT } from './vsix.ts';

/** The path of a picture, whose folder is there then. @param name with its extension */
export async function pictureFile(name: string): Promise<string> {
  const folder = join(CHECKOUT, '.cache', 'e2e');
  await mkdir(folder, { recursive: true });
  return join(folder, name);
}
