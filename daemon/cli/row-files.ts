/** Reads files named on the command line: rows of data, and latents as written by `encode`. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ConditionFile } from '../data/conditions/read-condition.ts';
import { dataError } from '../data/files/data-error.ts';
import { isZip } from '../data/files/read-array.ts';
import { readDataFile } from '../data/files/read-data-file.ts';
import { readNpz } from '../data/formats/npz.ts';
import { loadMatrix, loadRows, type NamedRows, type RowsLike } from '../data/named/load-rows.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { sizeOf } from '../tensor/tensor.ts';

/**
 * Rows in data units, with their context.
 * @param conditions images from other files, by name
 * @throws FlowscopeError `missing-data` (exit 2), `data`
 */
export async function readRows(
  path: string,
  cwd: string,
  dataset: RowsLike,
  conditions: ReadonlyMap<string, ConditionFile>,
): Promise<NamedRows> {
  await expectFile(path, cwd);
  return loadRows(path, { folder: cwd, trusted: true }, dataset, conditions);
}

/**
 * Latents [n, D], flattened: .npz with the array `z`, .npy, or CSV with the columns z0, z1, …
 * @throws FlowscopeError `missing-data` (exit 2), `data`
 */
export async function readLatents(
  path: string,
  cwd: string,
  dimension: number,
): Promise<{ readonly count: number; readonly values: Float32Array }> {
  await expectFile(path, cwd);
  const access = { folder: cwd, trusted: true };
  const bytes = await readDataFile(path, access);
  if (!isZip(bytes)) {
    return loadMatrix(
      path,
      access,
      Array.from({ length: dimension }, (_, i) => `z${i}`),
    );
  }
  const { values, shape } = readNpz(bytes, 'z', path);
  const count = shape[0] ?? 0;
  if (count === 0 || sizeOf(shape) !== count * dimension) {
    throw dataError(path, `has the shape (${shape.join(', ')}); expected latents of ${dimension} numbers`);
  }
  return { count, values: Float32Array.from(values) };
}

/** The loaders' messages refer to files beside the spec, but these are relative to the current folder. */
export async function expectFile(path: string, cwd: string): Promise<void> {
  if ((await stat(resolve(cwd, path)).catch(() => null)) !== null) return;
  throw new FlowscopeError('missing-data', `file '${path}' not found`, {
    file: resolve(cwd, path),
    exitCode: 2,
    hint: 'Paths on the command line are relative to the current folder.',
  });
}
