/** Files of latents, as `encode` writes them. */
import { dataError } from '../data/files/data-error.ts';
import { isZip } from '../data/files/read-array.ts';
import { readDataFile } from '../data/files/read-data-file.ts';
import { readNpz } from '../data/formats/npz.ts';
import { loadMatrix } from '../data/load-rows.ts';
import { sizeOf } from '../tensor/tensor.ts';

/**
 * Latents [n, D], flattened: .npz with the array `z` (or a single one), .npy, or CSV with columns z0, z1, …
 * @param path relative to `folder`
 * @throws FlowscopeError `data`, `missing-data`
 */
export async function readLatents(
  path: string,
  folder: string,
  dimension: number,
): Promise<{ readonly count: number; readonly values: Float32Array }> {
  const access = { folder, trusted: true };
  const bytes = await readDataFile(path, access);
  if (!isZip(bytes)) {
    const columns = Array.from({ length: dimension }, (_, i) => `z${i}`);
    return loadMatrix(path, access, columns);
  }
  const { values, shape } = readNpz(bytes, 'z', path);
  const count = shape[0] ?? 0;
  if (count === 0 || sizeOf(shape) !== count * dimension) {
    throw dataError(path, `has the shape (${shape.join(', ')}); needed are latents of ${dimension} numbers`);
  }
  return { count, values: Float32Array.from(values) };
}
