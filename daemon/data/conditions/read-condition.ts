import type { ContextImage } from '../../flow/plan.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { imageDecoder } from '../decoding/decode-image.ts';
import { fitted } from '../decoding/fit.ts';
import { ImageProblem } from '../decoding/raster.ts';
import type { DataAccess } from '../definition.ts';
import { dataError } from '../files/data-error.ts';
import { isNpy, isZip, readArray } from '../files/read-array.ts';
import { readDataFile } from '../files/read-data-file.ts';
import { isIdx, readIdx } from '../formats/idx.ts';

/** Condition images of a file. */
export interface ConditionFile {
  /** As the user wrote it. */
  readonly file: string;
  readonly count: number;
  /** [count, height, width, channels], in [0, 1]. */
  readonly values: Float32Array;
}

/**
 * A condition image from a file, [height, width, channels] row-major in [0, 1].
 * @throws FlowscopeError `data` for several images, and as `readConditions`
 */
export async function readCondition(path: string, access: DataAccess, image: ContextImage): Promise<Float32Array> {
  const { count, values } = await readConditions(path, access, image);
  if (count === 1) return values;
  throw dataError(path, `has ${count} condition images '${image.name}'`, 'give a file with one image');
}

/**
 * One condition image or several, from a file. A PNG, JPEG or WebP image is scaled to cover the size and cropped to its
 * center. A .npy file must have the size itself, with whole numbers 0 … 255 or numbers in [0, 1]; axes of length 1 may be
 * left out. An IDX file must have the size, too. With an axis before those of the size, .npy and IDX files have several images.
 * @throws FlowscopeError `data` for another shape or other values, and as `readDataFile`, `readArray` and `readIdx`
 */
export async function readConditions(path: string, access: DataAccess, image: ContextImage): Promise<ConditionFile> {
  const bytes = await readDataFile(path, access);
  const isArray = isNpy(bytes) || isZip(bytes);
  if (!isArray && !isIdx(bytes)) return { file: path, count: 1, values: await readPicture(bytes, path, image) };
  const { shape, values, integer } = isArray
    ? readArray(bytes, undefined, path)
    : { ...readIdx(bytes, path), integer: true };
  const plain = (extents: readonly number[]) => extents.filter((extent) => extent !== 1).join(' × ');
  const size = sizeOf(image.shape);
  const isOne = values.length === size && plain(shape) === plain(image.shape);
  const isSeveral = values.length === shape[0]! * size && plain(shape.slice(1)) === plain(image.shape);
  if (values.length === 0 || !(isOne || isSeveral)) {
    throw dataError(
      path,
      `has the shape (${shape.join(', ')}), but the condition image '${image.name}' has ${image.shape.join(' × ')}`,
    );
  }
  const top = integer ? 255 : 1;
  const wrong = values.findIndex((value) => !(value >= 0 && value <= top));
  if (wrong >= 0) {
    throw dataError(
      path,
      `contains ${values[wrong]}; a condition image must have ${integer ? 'whole numbers from 0 to 255' : 'numbers from 0 to 1'}`,
    );
  }
  return { file: path, count: values.length / size, values: Float32Array.from(values, (value) => value / top) };
}

async function readPicture(bytes: Uint8Array, path: string, { shape, name }: ContextImage): Promise<Float32Array> {
  const [height, width, channels] = shape as readonly [number, number, number];
  if (channels !== 1 && channels !== 3) {
    throw dataError(
      path,
      `an image file cannot give the condition image '${name}', which has ${channels} channels`,
      'give a .npy file',
    );
  }
  try {
    const raster = await imageDecoder()(bytes);
    return Float32Array.from(fitted(raster, { height, width, channels, how: 'crop' }), (value) => value / 255);
  } catch (error) {
    if (!(error instanceof ImageProblem)) throw error;
    throw dataError(path, error.message, 'give a PNG, JPEG or WebP image, or a .npy file', error);
  }
}
