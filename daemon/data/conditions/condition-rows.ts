/** The rows and the condition images of a source of images, in memory or in a file. */
import { sizeOf } from '../../tensor/tensor.ts';
import { checkContextNumbers } from '../limits.ts';
import type { FileRows } from '../make-dataset.ts';
import { mappedStore, type RowStore, type RowValues } from '../stored/row-store.ts';
import { blocksOf, storedRows } from '../stored/stored-rows.ts';
import { conditionImages, type IntegerImages, modeledPart } from './derive.ts';
import type { ConditionLayout } from './layout.ts';

/** As `IntegerImages`, but the values may be in a file that is read when they are needed. */
export type KeptImages = Omit<IntegerImages, 'values'> & { readonly values: Uint8Array | RowStore };

/**
 * The modeled part of each image, which stays where the images are, and the condition images, which are held in memory.
 * @param paired images of `contextPath` with as many rows; null without it @param file for messages
 * @throws as `conditionImages`
 */
export function conditionRows(
  images: KeptImages,
  layout: ConditionLayout,
  paired: IntegerImages | null,
  file: string,
): Pick<FileRows<RowValues | RowStore>, 'values' | 'images'> {
  const { values, count, bits } = images;
  const conditions = (made: Float32Array) => (layout.images.length === 0 ? {} : { images: { layout, values: made } });
  if (values instanceof Uint8Array) {
    const whole = { values, count, bits };
    const made = layout.images.length === 0 ? new Float32Array() : conditionImages(whole, layout, paired, file);
    return { values: modeledPart(whole, layout), ...conditions(made) };
  }
  const part = mappedStore(values, { kind: 'uint8', width: sizeOf(layout.shape) }, (rows) =>
    modeledPart({ values: bytes(rows), count: rows.length / values.width, bits }, layout),
  );
  const cropped = part.width === values.width ? values : part;
  return { values: cropped, ...conditions(conditionsInFile(values, bits, layout, paired, file)) };
}

/** A block of images at a time. */
function conditionsInFile(
  store: RowStore,
  bits: number,
  layout: ConditionLayout,
  paired: IntegerImages | null,
  file: string,
): Float32Array {
  const width = layout.images.reduce((total, { shape }) => total + sizeOf(shape), 0);
  checkContextNumbers(store.count, width, file, 'use smaller condition images, or set "limit"');
  const out = new Float32Array(store.count * width);
  if (width === 0) return out;
  let row = 0;
  for (const block of blocksOf(storedRows(store, null))) {
    const count = block.length / store.width;
    const pairs = paired && pairsOf(paired, row, count);
    out.set(conditionImages({ values: bytes(block), count, bits }, layout, pairs, file), row * width);
    row += count;
  }
  return out;
}

function pairsOf({ values, count: all, bits }: IntegerImages, from: number, count: number): IntegerImages {
  const size = values.length / all;
  return { values: values.subarray(from * size, (from + count) * size), count, bits };
}

function bytes(rows: RowValues): Uint8Array {
  if (rows instanceof Uint8Array) return rows;
  throw new Error('images are stored as bytes');
}
