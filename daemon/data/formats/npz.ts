import { crc32, inflateRawSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { writeNpy } from '../../encoding/write-npy.ts';
import { dataError, mismatch } from '../files/data-error.ts';
import { checkInflated, SIZE_LIMIT } from '../files/held-bytes.ts';
import { type NpyArray, readNpy } from './npy.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';

/** Entries of an archive of arrays. */
export const ENTRY_LIMIT = 64;

/**
 * Reads one array of a .npz archive: at most 64 entries, at most 4 GiB declared in total, and never inflates more bytes
 * than declared.
 * @param array its name without `.npy`; undefined if the archive has only one
 * @param most bytes of the inflated array; undefined: as many as its compressed size explains
 * @throws FlowscopeError `data`, or as `checkInflated`
 */
export function readNpz(bytes: Uint8Array, array: string | undefined, file: string, most?: number): NpyArray {
  const all = readZipDirectory(bytes, file, ENTRY_LIMIT);
  const declared = all.reduce((sum, { name, size }) => sum + (isArray(name) ? size : 0), 0);
  if (!(declared <= SIZE_LIMIT)) {
    throw dataError(file, `declares ${declared} bytes of arrays; at most ${SIZE_LIMIT} can be read`);
  }
  const entry = namedEntry(all, array, file);
  checkInflated(Math.min(entry.compressedSize, bytes.length), entry.size, most, `${file} (${entry.name})`);
  return readNpy(inflate(bytes, entry, file), `${file} (${entry.name})`);
}

const ENDING = '.npy';

function isArray(name: string): boolean {
  return name.endsWith(ENDING);
}

/**
 * The entry of an array. @param array its name; undefined if the archive has only one
 * @throws FlowscopeError `data` if there is none, or more than one
 */
export function namedEntry(all: readonly ZipEntry[], array: string | undefined, file: string): ZipEntry {
  const entries = all.filter(({ name }) => isArray(name));
  const names = entries.map(({ name }) => name.slice(0, -ENDING.length));
  if (array === undefined && entries.length !== 1) {
    if (entries.length === 0) throw dataError(file, 'holds no arrays');
    const about = { key: 'array', choices: names };
    throw mismatch(file, `holds the arrays ${names.join(', ')}`, 'choose one with "array"', about);
  }
  const entry = array === undefined ? entries[0] : entries[names.indexOf(array)];
  if (entry === undefined) {
    const about = { key: 'array', text: array!, choices: names };
    throw mismatch(file, `holds no array '${array}'`, `there are: ${names.join(', ')}`, about);
  }
  return entry;
}

/** An uncompressed .npz with the given arrays. */
export function writeNpz(
  arrays: Readonly<Record<string, { readonly values: NpyArray['values']; readonly shape: readonly number[] }>>,
): Uint8Array {
  const entries = Object.entries(arrays).map(([name, { values, shape }]) => [`${name}.npy`, writeNpy(values, shape)]);
  // A fixed date, so that equal arrays give equal files.
  return zipSync(Object.fromEntries(entries), { level: 0, mtime: new Date(1980, 0, 1) });
}

function inflate(bytes: Uint8Array, entry: ZipEntry, file: string): Uint8Array {
  const torn = () => dataError(file, `has a truncated entry '${entry.name}'`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (entry.offset + 30 > bytes.length || view.getUint32(entry.offset, true) !== 0x04034b50) throw torn();
  const start = entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
  if (start + entry.compressedSize > bytes.length) throw torn();
  const packed = bytes.subarray(start, start + entry.compressedSize);
  let content: Uint8Array;
  if (entry.method === 0) content = packed;
  else if (entry.method === 8) {
    try {
      content = inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.size) });
    } catch (cause) {
      throw dataError(
        file,
        `has an entry '${entry.name}' that is corrupt or longer than it declares`,
        undefined,
        cause,
      );
    }
  } else throw dataError(file, `compresses '${entry.name}' by ZIP method ${entry.method}; supported are 0 and 8`);
  if (content.length !== entry.size || crc32(content) !== entry.crc) {
    throw dataError(file, `has a corrupt entry '${entry.name}': its length or checksum is wrong`);
  }
  return content;
}
