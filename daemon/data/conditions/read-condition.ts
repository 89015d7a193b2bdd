import type { ContextImage } from '../../flow/plan.ts';
import { isFolder } from '../../folders/is-folder.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { imageDecoder } from '../decoding/decode-image.ts';
import { type Fit, fitted } from '../decoding/fit.ts';
import { ImageProblem } from '../decoding/raster.ts';
import { readPictures } from '../decoding/read-pictures.ts';
import type { DataAccess } from '../definition.ts';
import { dataError } from '../files/data-error.ts';
import { resolveDataPath } from '../files/open-data-file.ts';
import { isNpy, isZip, readArray } from '../files/read-array.ts';
import { readDataFile } from '../files/read-data-file.ts';
import { isIdx, readIdx } from '../formats/idx.ts';

/** Condition images of a file. */
export interface ConditionFile {
  /** As the user wrote it. */
  readonly file: string;
  readonly count: number;
  /** Of pictures in a folder. */
  readonly names?: readonly string[];
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
 * left out. An IDX file must have the size, too. With an axis before those of the size, .npy and IDX files have several images; a folder has those of its files.
 * @param how pictures are scaled
 * @throws FlowscopeError `data` for another shape or other values, and as `readDataFile`, `readArray` and `readIdx`
 */
export async function readConditions(
  path: string,
  access: DataAccess,
  image: ContextImage,
  how: Fit['how'] = 'crop',
): Promise<ConditionFile> {
  if (await isFolder(await resolveDataPath(path, access))) return readFolder(path, access, image, how);
  const bytes = await readDataFile(path, access);
  const isArray = isNpy(bytes) || isZip(bytes);
  if (!isArray && !isIdx(bytes)) return { file: path, count: 1, values: await readPicture(bytes, path, image, how) };
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

async function readFolder(
  path: string,
  access: DataAccess,
  image: ContextImage,
  how: Fit['how'],
): Promise<ConditionFile> {
  const found = await readPictures(path, access, fitOf(path, image, how));
  if (found === null) throw new Error(`${path} is no folder any more`);
  const { names, values } = found;
  return { file: path, count: names.length, names, values: Float32Array.from(values, (value) => value / 255) };
}

/** @throws FlowscopeError `data` if a picture cannot have these channels */
function fitOf(path: string, { shape, name }: ContextImage, how: Fit['how']): Fit {
  const [height, width, channels] = shape as readonly [number, number, number];
  if (channels === 1 || channels === 3) return { height, width, channels, how };
  throw dataError(
    path,
    `an image file cannot give the condition image '${name}', which has ${channels} channels`,
    'give a .npy file',
  );
}

async function readPicture(
  bytes: Uint8Array,
  path: string,
  image: ContextImage,
  how: Fit['how'],
): Promise<Float32Array> {
  const fit = fitOf(path, image, how);
  try {
    const raster = await imageDecoder()(bytes);
    return Float32Array.from(fitted(raster, fit), (value) => value / 255);
  } catch (error) {
    if (!(error instanceof ImageProblem)) throw error;
    throw dataError(path, error.message, 'give a PNG, JPEG or WebP image, or a .npy file', error);
  }
}
