import { type NpyArray, readNpy } from '../formats/npy.ts';
import { readNpz } from '../formats/npz.ts';
import { mismatch } from './data-error.ts';

/** Reads .npy or .npz, depending on the first bytes. Errors as `readNpy` and `readNpz`. */
export function readArray(bytes: Uint8Array, array: string | undefined, file: string, most?: number): NpyArray {
  if (isZip(bytes)) return readNpz(bytes, array, file, most);
  if (array !== undefined) {
    const about = { key: 'array', choices: [] };
    throw mismatch(file, `is a single array, so it has no array '${array}'`, 'leave "array" out', about);
  }
  return readNpy(bytes, file);
}

export function isNpy(bytes: Uint8Array): boolean {
  return bytes[0] === 0x93;
}

/** PK: a ZIP archive. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}
