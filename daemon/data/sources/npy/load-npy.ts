import { integerColumnsOf } from '../../column-facts.ts';
import type { RawContext } from '../../context.ts';
import { checkDeclared } from '../../declared-summary.ts';
import type { CommonDataKeys, DataAccess, Dataset } from '../../definition.ts';
import { dataError } from '../../files/data-error.ts';
import { readArray } from '../../files/read-array.ts';
import { readDataFile } from '../../files/read-data-file.ts';
import { indexedRows } from '../../files/row-place.ts';
import { digestOf, fingerprintOf } from '../../fingerprint.ts';
import { finiteValues } from '../../finite-values.ts';
import type { NpyArray } from '../../formats/npy.ts';
import { checkPoint } from '../../limits.ts';
import { makeDataset } from '../../make-dataset.ts';
import type { NpyConfig } from './npy-source.ts';

/** Loads an array. Errors as `readDataFile`, `readArray`, `finiteValues` and `fitStandardization`. */
export async function loadNpy(config: NpyConfig & CommonDataKeys, access: DataAccess): Promise<Dataset> {
  const bytes = await readDataFile(config.path, access);
  const array = readArray(bytes, config.array, config.path, access.most);
  const shape = pointShape(array, config.path);
  const width = shape.reduce((product, extent) => product * extent, 1);
  const rows = array.shape[0]!;
  const count = Math.min(rows, config.limit ?? rows);
  const columns = Array.from({ length: width }, (_, j) => `x${j}`);
  const source = indexedRows(config.path);
  const values = finiteValues(array.values.subarray(0, count * width), columns, source);
  const contextBytes = config.contextPath === undefined ? null : await readDataFile(config.contextPath, access);
  const context =
    contextBytes === null || config.contextPath === undefined
      ? []
      : contextColumns(
          readArray(contextBytes, undefined, config.contextPath, access.most),
          rows,
          count,
          config.contextPath,
        );
  const integers = integerColumnsOf(values, columns);
  const dataset = makeDataset({
    summary: {
      shape,
      integerColumns: config.dequantize ? [] : integers.map(({ name, distinct }) => ({ name, distinct })),
      bits: null,
    },
    columns,
    main: { values, count, context, source },
    test: null,
    split: config.split,
    seed: config.seed,
    standardize: config.standardize,
    dequantizedColumns: config.dequantize ? integers.map(({ index }) => index) : [],
    fingerprint: fingerprintOf(
      // The same as before the key existed, so that runs from then can be resumed.
      {
        ...config,
        dequantize: config.dequantize ? true : undefined,
        source: 'npy',
        path: null,
        contextPath: null,
        shape: null,
        contextSize: null,
      },
      contextBytes === null ? [digestOf(bytes)] : [digestOf(bytes), digestOf(contextBytes)],
    ),
  });
  checkDeclared(dataset.summary, config, config.path);
  return dataset;
}

/** [N] is N numbers, [N, D] N vectors, [N, h, w] gray images, [N, h, w, c] images. */
function pointShape(array: NpyArray, file: string): number[] {
  const [count, ...rest] = array.shape;
  if (count === undefined || rest.length > 3 || array.values.length === 0) {
    throw dataError(
      file,
      `has the shape (${array.shape.join(', ')}); expected 1 to 4 axes, with the points along the first`,
    );
  }
  checkPoint(rest, file);
  return rest.length === 0 ? [1] : rest.length === 2 ? [...rest, 1] : rest;
}

/** Whole numbers in one dimension are class labels; anything else is numbers, one column per entry. */
function contextColumns(array: NpyArray, rows: number, count: number, file: string): RawContext[] {
  const width = array.shape[1] ?? 1;
  if (array.shape[0] !== rows || array.shape.length > 2 || width === 0) {
    throw dataError(
      file,
      `has the shape (${array.shape.join(', ')}); expected (${rows},) or (${rows}, C) for the context`,
    );
  }
  if (array.integer && array.shape.length === 1) {
    return [{ column: 'label', kind: 'category', texts: Array.from(array.values.subarray(0, count), String) }];
  }
  const names = Array.from({ length: width }, (_, j) => `context${j}`);
  const values = finiteValues(array.values.subarray(0, count * width), names, indexedRows(file));
  return names.map((column, j) => ({
    column,
    kind: 'number',
    numbers: Float64Array.from({ length: count }, (_, i) => values[i * width + j]!),
  }));
}
