import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileStemOf } from '../../spec/file-stem.ts';

/** Where a document is on disk. */
export interface SpecSite {
  /** Absolute path; null for a document that is not saved as a file. */
  readonly path: string | null;
  /** Folder that relative paths start from; null without a file. */
  readonly folder: string | null;
  /** Name of the file without `.flow.json`. */
  readonly fileStem: string;
}

export function siteOf(uri: string): SpecSite {
  const path = pathOf(uri);
  if (path === null) return { path, folder: null, fileStem: 'flow' };
  return { path, folder: dirname(path), fileStem: fileStemOf(path) };
}

/** The path of a `file:` URI, or null if it names no file on this machine. */
export function pathOf(uri: string): string | null {
  if (!/^file:/i.test(uri)) return null;
  try {
    return fileURLToPath(uri);
  } catch {
    // A URI with a host, or one that decodes to no valid path, is treated as unsaved.
    return null;
  }
}
