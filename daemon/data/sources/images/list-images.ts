import { randomStream } from '../../../random/random-stream.ts';
import { takesLabel } from '../../conditions/condition-keys.ts';
import { type ConditionLayout, conditionLayout } from '../../conditions/layout.ts';
import { fitContext, type RawContext } from '../../context.ts';
import { planContext } from '../../context-layout.ts';
import { checkDeclared } from '../../declared-summary.ts';
import { IMAGE_ENDINGS, isImageFile } from '../../decoding/decode-image.ts';
import type { CommonDataKeys, DataAccess, DataSummary } from '../../definition.ts';
import { dataError, mismatch } from '../../files/data-error.ts';
import { type ListedFile, listDataFolder } from '../../files/list-data-folder.ts';
import { integerSummary } from '../../integer-images.ts';
import { pointProblem } from '../../limits.ts';
import type { ImagesConfig } from './images-source.ts';

export type ImageFolder = ImagesConfig & CommonDataKeys;

/** Shape from the keys, classes from the names of the folders; no file is opened. */
export async function summarizeImages(config: ImageFolder, access: DataAccess): Promise<DataSummary> {
  const files = await listImages(config, access, true);
  const layout = imageLayout(config);
  const labels: RawContext[] = takesLabel(config.context)
    ? [{ column: 'label', kind: 'category', texts: [], values: classesOf(files, config.path) }]
    : [];
  const complete = {
    ...integerSummary(layout.shape, config.bits),
    context: planContext(fitContext(labels, new Uint32Array()), layout.images),
  };
  checkDeclared(complete, config, config.path);
  return complete;
}

/** Which part of the images is modeled, and which condition images there are. */
export function imageLayout(config: ImagesConfig): ConditionLayout {
  const { size, channels, path } = config;
  const shape = [...size, channels];
  const problem = pointProblem(shape);
  if (problem !== null) {
    const message = `images of ${shape.join(' × ')} have ${problem.numbers} values each; a point may have at most ${problem.allowed}`;
    throw mismatch(path, message, 'choose a smaller "size"', { key: 'size' });
  }
  return conditionLayout(config, shape, config.contextPath === undefined ? null : shape);
}

/**
 * The image files of the folder, in the order of their names.
 * @param firstOfEach only one of each folder
 * @throws FlowscopeError `data` if there is none
 */
export async function listImages(
  { path }: ImagesConfig,
  access: DataAccess,
  firstOfEach: boolean,
): Promise<readonly ListedFile[]> {
  const files = await listDataFolder(path, access, { belongs: isImageFile, firstOfEach });
  if (files.length > 0) return files;
  throw dataError(path, `contains no images: no file name ends in ${IMAGE_ENDINGS.join(', ')}`, 'check "path"');
}

/** All, or `limit` of them at random, in their order: the first ones would all be of the same class. */
export function chosenFrom(files: readonly ListedFile[], { limit, seed }: ImageFolder): readonly ListedFile[] {
  if (limit === null || limit >= files.length) return files;
  const order = randomStream(seed, 'data', 'limit').permutation(files.length);
  return Array.from(order.subarray(0, limit).sort(), (index) => files[index]!);
}

/** The condition images of `contextPath`, which have the names of the images. */
export function pairsFor(files: readonly ListedFile[], contextPath: string): readonly ListedFile[] {
  const folder = contextPath.replace(/(?<=.)[\\/]+$/, '');
  return files.map(({ name }) => ({ name, path: `${folder}/${name}` }));
}

/**
 * The classes in the order of the context vector: the folders within the folder, sorted by name.
 * @throws FlowscopeError `data` for an image that is in none of them
 */
export function classesOf(files: readonly ListedFile[], path: string): readonly string[] {
  const classes = new Set(files.map((file) => classOf(file, path)));
  return [...classes].sort((a, b) => (a < b ? -1 : 1));
}

export function classOf({ name }: ListedFile, path: string): string {
  const end = name.indexOf('/');
  if (end >= 0) return name.slice(0, end);
  throw mismatch(
    path,
    `${name} is in no subfolder, so it has no class`,
    'move it to a subfolder with the name of its class, or set "context": "none"',
    { key: 'context', choices: ['none'] },
  );
}
