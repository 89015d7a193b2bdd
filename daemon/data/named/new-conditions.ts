/** The condition images of images that are not among the run's data. */
import { sizeOf } from '../../tensor/tensor.ts';
import { conditionImages, type IntegerImages, modeledPart } from '../conditions/derive.ts';
import type { ConditionLayout } from '../conditions/layout.ts';
import type { ConditionFile } from '../conditions/read-condition.ts';
import type { ContextEncoding, Dataset } from '../definition.ts';
import { dataError } from '../files/data-error.ts';
import { checkContextNumbers } from '../limits.ts';

/** Where one condition image of the rows is from. */
export interface ConditionOrigin {
  readonly name: string;
  /** `image`: derived from each image. `file`: one for each row. `one`: the same for all rows, from a file. */
  readonly from: 'image' | 'file' | 'one';
  readonly path?: string;
}

interface NewConditions {
  /** The modeled part of each image. */
  readonly modeled: Uint8Array;
  /** [count, numbers of all condition images], in [0, 1]. */
  readonly images: Float32Array;
  readonly origins: readonly ConditionOrigin[];
}

interface Given {
  /** The file of the images, for messages. */
  readonly file: string;
  /** Of each image, if they are from pictures. */
  readonly names: readonly string[] | null;
  readonly like: Pick<Dataset, 'summary' | 'columns' | 'contextEncoding' | 'conditions'>;
  /** Condition images that are not derived, by name. */
  readonly files: ReadonlyMap<string, ConditionFile>;
}

type ImageEntry = ContextEncoding & { readonly kind: 'image' };
type Derived = ConditionLayout['images'][number];

/**
 * Derives the condition images as training does, except those that a file gives.
 * @param images whole images, or the modeled part of each
 * @throws FlowscopeError `data` for a condition image that can neither be derived nor is in a file, and for a file with
 *   another number of images
 */
export function newConditions(images: IntegerImages, { file, names, like, files }: Given): NewConditions {
  const { count, values } = images;
  const layout = layoutOf(values.length / count, like);
  const entries = (like.contextEncoding ?? []).filter((entry): entry is ImageEntry => entry.kind === 'image');
  const width = entries.reduce((total, { shape }) => total + sizeOf(shape), 0);
  checkContextNumbers(count, width, file, 'split the file into several');
  const out = new Float32Array(count * width);
  let offset = 0;
  const origins = entries.map((entry): ConditionOrigin => {
    const { column: name } = entry;
    const given = files.get(name);
    const own = (given && asPaired(given, name, layout, images.bits)) ?? {
      count,
      values: derivedImages(images, layout, derivedBy(entry, layout, file, like)),
    };
    if (own.count !== 1 && own.count !== count) {
      const found = `has ${own.count} condition images '${name}' for the ${count} rows of ${file}`;
      throw dataError(given?.file ?? file, found, 'give one image for all rows, or one image for each row');
    }
    if (given !== undefined) checkNames(given, names);
    const size = sizeOf(entry.shape);
    for (let row = 0; row < count; row++) {
      const from = own.count === 1 ? 0 : row * size;
      out.set(own.values.subarray(from, from + size), row * width + offset);
    }
    offset += size;
    if (given === undefined) return { name, from: 'image' };
    return { name, from: own.count === 1 && count > 1 ? 'one' : 'file', path: given.file };
  });
  return { modeled: modeledPart(images, layout), images: out, origins };
}

/** Images of `contextPath` have as many bits as those that they belong to. */
function asPaired(given: ConditionFile, name: string, { images }: ConditionLayout, bits: number): ConditionFile {
  const isPaired = images.some((image) => image.name === name && image.from.kind === 'paired');
  if (!isPaired || bits === 8) return given;
  const top = 2 ** bits - 1;
  return { ...given, values: given.values.map((value) => (Math.round(value * 255) >> (8 - bits)) / top) };
}

/** @throws FlowscopeError `data` if both are pictures, and an image has no condition image of its name */
function checkNames({ file, count, names }: ConditionFile, rows: readonly string[] | null): void {
  const missing = count > 1 && names ? (rows ?? []).find((name, row) => names[row] !== name) : undefined;
  if (missing === undefined) return;
  throw dataError(file, `has no condition image '${missing}'`, 'give a folder with the same file names as --data');
}

/** The layout of whole images, or of images that are already cut to the modeled part; without crops then. */
function layoutOf(width: number, { summary, conditions }: Given['like']): ConditionLayout {
  const { shape } = summary;
  if (conditions !== undefined && width === sizeOf(conditions.whole)) return conditions;
  const images = conditions?.images.filter(({ from }) => from.kind !== 'crop') ?? [];
  return { whole: shape, modeled: { top: 0, left: 0, height: shape[0]!, width: shape[1]! }, shape, images };
}

/** @throws FlowscopeError `data` if the condition image cannot be derived from these images */
function derivedBy(
  { column: name, shape }: ImageEntry,
  { images }: ConditionLayout,
  file: string,
  { conditions }: Given['like'],
): Derived {
  const size = shape.join(' × ');
  const option = `--context-file ${name}=F`;
  const found = images.find((image) => image.name === name);
  if (found !== undefined && found.from.kind !== 'paired') return found;
  if (conditions?.images.some((image) => image.name === name && image.from.kind === 'crop')) {
    throw dataError(
      file,
      `has only the modeled part of each image, without the condition image '${name}'`,
      `use a file of whole images, ${conditions.whole.join(' × ')}, or add ${option} with images of ${size}`,
    );
  }
  throw dataError(
    file,
    `does not have the condition image '${name}' of each row, and it cannot be derived from the image`,
    `add ${option}: an image of ${size} for all rows, or a .npy or IDX file with one for each row`,
  );
}

function derivedImages(images: IntegerImages, layout: ConditionLayout, image: Derived): Float32Array {
  return conditionImages(images, { ...layout, images: [image] }, null, '');
}
