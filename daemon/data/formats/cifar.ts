import { dataError } from '../files/data-error.ts';

/** Height, width and channels of every image. */
export const CIFAR_SHAPE = [32, 32, 3] as const;

const PIXELS = 32 * 32;
const IMAGE = 3 * PIXELS;

/** Bytes of one record: the class, then the red, green and blue planes. */
const RECORD = 1 + IMAGE;

export const CIFAR_CLASSES: readonly string[] = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

const DOWNLOAD = 'download cifar-10-binary.tar.gz again from https://www.cs.toronto.edu/~kriz/cifar.html and unpack it';

/**
 * Number of images in a file of this size.
 * @param size bytes
 * @throws FlowscopeError `data` if it does not hold whole records
 */
export function cifarCount(size: number, file: string): number {
  if (size > 0 && size % RECORD === 0) return size / RECORD;
  throw dataError(
    file,
    `holds ${size} bytes, which is not a whole number of images of ${RECORD} bytes: the file is truncated or not in the binary format`,
    DOWNLOAD,
  );
}

/**
 * Images of a CIFAR-10 binary file, as in its specification (https://www.cs.toronto.edu/~kriz/cifar.html).
 * @param count of the images to read, from the first
 * @returns `values`: row-major [count, 32, 32, 3]; `labels`: classes, 0 … 9
 * @throws FlowscopeError `data` for a class above 9
 */
export function readCifar(
  bytes: Uint8Array,
  count: number,
  file: string,
): { readonly values: Uint8Array; readonly labels: Uint8Array } {
  const values = new Uint8Array(count * IMAGE);
  const labels = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    const from = row * RECORD;
    labels[row] = bytes[from]!;
    if (labels[row]! >= CIFAR_CLASSES.length) {
      throw dataError(
        file,
        `image ${row} (counted from 0) has the class ${labels[row]}, but CIFAR-10 has the classes 0 to 9`,
        `CIFAR-100 is not supported; for CIFAR-10, ${DOWNLOAD}`,
      );
    }
    for (let channel = 0; channel < 3; channel++) {
      const plane = from + 1 + channel * PIXELS;
      for (let at = row * IMAGE + channel, pixel = 0; pixel < PIXELS; pixel++, at += 3)
        values[at] = bytes[plane + pixel]!;
    }
  }
  return { values, labels };
}

/**
 * The names of the classes from batches.meta.txt: one in each line.
 * @throws FlowscopeError `data` if it does not have ten different names
 */
export function readCifarClasses(text: string, file: string): readonly string[] {
  const names = text.split(/\r?\n/).flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  if (names.length === CIFAR_CLASSES.length && new Set(names).size === names.length) return names;
  throw dataError(
    file,
    `expected the names of the ${CIFAR_CLASSES.length} classes, one per line, found ${new Set(names).size} distinct`,
    'delete the file to use the usual names',
  );
}
