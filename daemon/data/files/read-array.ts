import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { type NpyArray, readNpy } from '../formats/npy.ts';
import { readNpz } from '../formats/npz.ts';
import { dataError, mismatch } from './data-error.ts';

/** Reads .npy or .npz, depending on the first bytes. Errors as `readNpy` and `readNpz`. */
export function readArray(bytes: Uint8Array, array: string | undefined, file: string, most?: number): NpyArray {
  if (isZip(bytes)) return readNpz(bytes, array, file, most);
  if (array !== undefined) {
    const about = { key: 'array', choices: [] };
    throw mismatch(file, `is a single array, so it has no array '${array}'`, 'leave "array" out', about);
  }
  return readNpy(bytes, file);
}

/**
 * As `readArray`, where nothing else says which array of several is meant.
 * @param usual the name that counts if the archive has it
 */
export function readOnlyArray(bytes: Uint8Array, file: string, usual?: string, most?: number): NpyArray {
  try {
    return readArray(bytes, undefined, file, most);
  } catch (error) {
    const about = error instanceof FlowscopeError ? error.about : null;
    const names = about?.key === 'array' ? (about.choices ?? []) : [];
    if (names.length === 0) throw error;
    if (usual !== undefined && names.includes(usual)) return readArray(bytes, usual, file, most);
    throw dataError(
      file,
      `holds the arrays ${names.join(', ')}, and only one is read`,
      `save it alone: numpy.save("one.npy", numpy.load("${file}")["${names[0]}"])`,
    );
  }
}

export function isNpy(bytes: Uint8Array): boolean {
  return bytes[0] === 0x93;
}

/** PK: a ZIP archive. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}
