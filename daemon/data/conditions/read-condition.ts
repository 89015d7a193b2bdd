import type { ContextImage } from '../../flow/plan.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { DataAccess } from '../definition.ts';
import { dataError } from '../files/data-error.ts';
import { readArray } from '../files/read-array.ts';
import { readDataFile } from '../files/read-data-file.ts';

/**
 * A condition image from a .npy file, [height, width, channels] row-major in [0, 1]: whole numbers are gray levels
 * 0 … 255, other numbers are in [0, 1] already. A single channel, and a batch of one, may be left out of the shape.
 * @throws FlowscopeError `data` for another shape or other values, and as `readDataFile` and `readArray`
 */
export async function readCondition(path: string, access: DataAccess, image: ContextImage): Promise<Float32Array> {
  const { shape, values, integer } = readArray(await readDataFile(path, access), undefined, path);
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
      `holds ${values[wrong]}; a condition image has ${integer ? 'whole numbers from 0 to 255' : 'numbers from 0 to 1'}`,
    );
  }
  return Float32Array.from(values, (value) => value / top);
}
