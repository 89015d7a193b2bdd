/** Compressed text files as read-only documents with addresses `flowscope-unpacked:/table.csv?/data/table.csv.gz`. */
import { open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { type Disposable, l10n, Uri, workspace } from 'vscode';

const SCHEME = 'flowscope-unpacked';
/** Bytes of a text: VS Code gives an extension no document of more than 50 MB. */
const MOST = 48 * 1024 * 1024;

export function unpackedTexts(): Disposable {
  return workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) => unpacked(uri.query),
  });
}

/** null: the file is not compressed, or cannot be read. */
export async function unpackedAddress(path: string): Promise<Uri | null> {
  if ((await packingOf(path).catch(() => null)) === null) return null;
  return Uri.from({ scheme: SCHEME, path: `/${basename(path).replace(/\.(gz|zst)$/i, '')}`, query: path });
}

/** @throws Error that says why there is no text */
async function unpacked(path: string): Promise<string> {
  const packing = await packingOf(path);
  const { gunzip, zstdDecompress } = zlib;
  try {
    const bytes = await readFile(path);
    const options = { maxOutputLength: MOST };
    if (packing === 'gzip') return String(await promisify<Buffer, zlib.ZlibOptions, Buffer>(gunzip)(bytes, options));
    // Older versions of VS Code have no zstd.
    if (packing === 'zstd' && typeof zstdDecompress === 'function') {
      return String(await promisify<Buffer, zlib.ZstdOptions, Buffer>(zstdDecompress)(bytes, options));
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Error(l10n.t('{0} is too large to be shown. Decompress it, and open it at the line.', path));
  }
  throw new Error(l10n.t('This version of VS Code cannot decompress {0}.', path));
}

async function packingOf(path: string): Promise<'gzip' | 'zstd' | null> {
  const file = await open(path);
  try {
    const start = Buffer.alloc(4);
    await file.read(start, 0, 4, 0);
    if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
    return start.readUInt32LE() === 0xfd2fb528 ? 'zstd' : null;
  } finally {
    await file.close();
  }
}
