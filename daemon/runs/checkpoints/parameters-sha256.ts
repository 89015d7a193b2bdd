import { createHash } from 'node:crypto';
import { bytesOf, type SavedTensors } from './tensor-file.ts';

/** Prefix of the flow's own tensors in a checkpoint (as opposed to the optimizer's and averages). */
export const PARAMETERS_PREFIX = 'parameters/';

/**
 * SHA-256 (lowercase hex) over the bytes of the float32 tensors under `parameters/`, ordered by name (code units),
 * without names, shapes or metadata. Two runs have the same value exactly if they ended with the same weights.
 */
export function parametersSha256(tensors: SavedTensors): string {
  const hash = createHash('sha256');
  for (const name of [...tensors.keys()].sort()) {
    const data = tensors.get(name)!.data;
    if (name.startsWith(PARAMETERS_PREFIX) && data instanceof Float32Array) hash.update(bytesOf(data));
  }
  return hash.digest('hex');
}
