import { sizeOf } from '../../../tensor/tensor.ts';
import type { RawContext } from '../../context.ts';
import { dataError } from '../../files/data-error.ts';
import { readIdx, readIdxHeader } from '../../formats/idx.ts';
import { dropLowBits } from '../../integer-images.ts';
import { checkPoint } from '../../limits.ts';

/** The content of a file with its name for messages. */
export interface NamedBytes {
  readonly bytes: Uint8Array;
  readonly file: string;
}

export interface Images {
  /** [height, width, channels]. */
  readonly shape: readonly number[];
  /** Row-major [count, height, width, channels], integers 0 … 2ⁿ−1. */
  readonly values: Uint8Array;
  readonly count: number;
}

/**
 * [height, width, channels] from the shape in an IDX header.
 * @throws FlowscopeError `data` if the shape is not that of images
 */
export function imageShape(shape: readonly number[], file: string): number[] {
  const [count, height, width, channels = 1] = shape;
  if (!count || !height || !width || channels === 0) {
    throw dataError(file, `has the shape ${shape.join(' × ')}; expected images of count × height × width`);
  }
  checkPoint([height, width, channels], file);
  return [height, width, channels];
}

/** The images of a file, without the lowest 8 − bits bits; with 8 bits a view into the file. */
export function readImages({ bytes, file }: NamedBytes, bits: number, limit: number | null): Images {
  const all = readIdx(bytes, file);
  const shape = imageShape(all.shape, file);
  const count = Math.min(all.shape[0]!, limit ?? Infinity);
  const kept = all.values.subarray(0, count * sizeOf(shape));
  return { shape, count, values: dropLowBits(kept, bits) };
}

/**
 * The condition images of the first `count` of `rows` images.
 * @throws FlowscopeError `data` if the file does not have one for each image
 */
export function readPairs(pairs: NamedBytes, rows: number, bits: number, count: number) {
  checkPairs(readIdxHeader(pairs.bytes, pairs.file).shape[0]!, rows, pairs.file);
  return { ...readImages(pairs, bits, count), bits };
}

/** @throws FlowscopeError `data` if a file of `found` condition images does not have one for each of `rows` images */
export function checkPairs(found: number, rows: number, file: string): void {
  if (found !== rows) throw dataError(file, `expected ${rows} condition images, one for each image, found ${found}`);
}

/**
 * The labels of the first `count` of `rows` images, each class once: enough to know the classes.
 * @throws as `readLabels`
 */
export function readClasses(labels: NamedBytes, rows: number, count: number, most?: number): RawContext {
  return asLabels([...new Set(labelsOf(labels, rows, most).subarray(0, count))]);
}

/**
 * The labels of the first `count` of `rows` images, as a category.
 * @throws FlowscopeError `data` if the file does not have one label per image
 */
export function readLabels(labels: NamedBytes, rows: number, count: number): RawContext {
  return asLabels([...labelsOf(labels, rows).subarray(0, count)]);
}

function labelsOf({ bytes, file }: NamedBytes, rows: number, most?: number): Uint8Array {
  const { shape, values } = readIdx(bytes, file, most);
  if (shape.length !== 1 || shape[0] !== rows) {
    throw dataError(file, `has the shape ${shape.join(' × ')}; expected ${rows} labels, one per image`);
  }
  return values;
}

function asLabels(values: readonly number[]): RawContext {
  return { column: 'label', kind: 'category', texts: values.map(String) };
}
