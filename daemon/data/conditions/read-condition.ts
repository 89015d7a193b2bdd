import type { ContextImage } from '../../flow/plan.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { imageDecoder } from '../decoding/decode-image.ts';
import { fitted } from '../decoding/fit.ts';
import { ImageProblem } from '../decoding/raster.ts';
import type { DataAccess } from '../definition.ts';
import { dataError } from '../files/data-error.ts';
import { isZip, readArray } from '../files/read-array.ts';
import { readDataFile } from '../files/read-data-file.ts';

/** The first byte of a .npy file. */
const NPY = 0x93;

/**
 * A condition image from a file, [height, width, channels] row-major in [0, 1]. A PNG, JPEG or WebP image is scaled
 * to cover the size and cropped to its center. A .npy file must have the size itself, with whole numbers 0 … 255 or
 * numbers in [0, 1]; axes of length 1 may be left out.
 * @throws FlowscopeError `data` for another shape or other values, and as `readDataFile` and `readArray`
 */
export async function readCondition(path: string, access: DataAccess, image: ContextImage): Promise<Float32Array> {
  const bytes = await readDataFile(path, access);
  if (bytes[0] !== NPY && !isZip(bytes)) return readPicture(bytes, path, image);
  const { shape, values, integer } = readArray(bytes, undefined, path);
  const plain = (extents: readonly number[]) => extents.filter((extent) => extent !== 1).join(' × ');
  if (plain(shape) !== plain(image.shape) || values.length !== sizeOf(image.shape)) {
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
  return Float32Array.from(values, (value) => value / top);
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
