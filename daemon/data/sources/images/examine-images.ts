/** Damaged files of a folder of images, found without decoding more than two seconds allow. */
import type { FileExamination } from '../../../../protocol/file-examination.ts';
import type { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { randomStream } from '../../../random/random-stream.ts';
import { imageDecoder, imageHeader } from '../../decoding/decode-image.ts';
import { ENDS_BYTES, hasEnd } from '../../decoding/has-end.ts';
import { ImageProblem, MAX_IMAGE_BYTES } from '../../decoding/raster.ts';
import type { DataAccess, ExaminedFiles } from '../../definition.ts';
import { mismatch } from '../../files/data-error.ts';
import type { ListedFile } from '../../files/list-data-folder.ts';
import { readDataEnds, readDataFile } from '../../files/read-data-file.ts';
import { readCacheFacts } from '../../stored/cache-file.ts';
import { cachePath } from '../../stored/cache-folder.ts';
import { cacheSettings } from '../../stored/kept-rows.ts';
import { decodedFacts, decodedKey } from './decoded-facts.ts';
import { chosenFrom, type ImageFolder, listImages, pairsFor } from './list-images.ts';

/** Files of at most so many bytes are read as a whole, of others the beginning and the end. */
const WHOLE = 2 ** 16;

/** Files that are open at the same time. */
const TOGETHER = 16;

/** Milliseconds for decoding. */
const DECODING = 2000;

/** Further ones are only counted. */
const MOST_LISTED = 100;

/** Files that a message names. */
const MOST_NAMED = 3;

/** Damaged files by their number. */
type Damage = Map<number, string>;

interface Examined {
  readonly damage: Damage;
  /** Number of files that were decoded, now or earlier. */
  readonly decoded: number;
}

/**
 * Looks at the header and the end of every file, then decodes files in a random order for two seconds, unless an earlier
 * run has decoded all of them.
 * @throws FlowscopeError `missing-data` for an image without its condition image; errors of `listImages`
 */
export async function examineImages(config: ImageFolder, access: DataAccess): Promise<ExaminedFiles> {
  const { path, contextPath, corrupt } = config;
  const files = chosenFrom(await listImages(config, access, false), config);
  const until = () => performance.now() + DECODING;
  const own = await examined(files, config, access, until);
  const problems: FlowscopeError[] = [];
  if (own.damage.size > 0 && corrupt === 'refuse') problems.push(refused(path, files, own.damage));
  else if (own.damage.size === files.length) {
    const message = `none of its ${files.length} images can be decoded; ${files[0]!.name} ${own.damage.get(0)}`;
    problems.push(mismatch(path, message, 'replace the files', { key: 'path' }));
  }
  if (contextPath === undefined) return { examination: summary([[files, own]]), problems };
  const used = files.filter((_, index) => !own.damage.has(index));
  const pairs = pairsFor(used, contextPath);
  const given = await examined(pairs, { ...config, path: contextPath, corrupt: 'refuse' }, access, until);
  if (given.damage.size > 0) problems.push(refusedPairs(contextPath, pairs, given.damage));
  const all = [[files, own] as const, [pairs, given] as const];
  return { examination: summary(all), problems };
}

async function examined(
  files: readonly ListedFile[],
  config: ImageFolder,
  access: DataAccess,
  until: () => number,
): Promise<Examined> {
  const kept = await earlier(files, config, access);
  if (kept !== null) return { damage: kept, decoded: files.length };
  const damage = await damagedHeaders(files, access);
  const end = until();
  const decode = imageDecoder();
  let decoded = 0;
  // Damage is often in files that follow each other, and those at the end of the list must have a chance, too.
  for (const index of randomStream(0, 'data', 'examine').permutation(files.length)) {
    access.signal?.throwIfAborted();
    if (performance.now() >= end) break;
    if (damage.has(index)) continue;
    const why = await problemOf(async () => {
      await decode(await readDataFile(files[index]!.path, access));
    });
    if (why !== null) damage.set(index, why);
    decoded++;
  }
  return { damage, decoded };
}

/** What an earlier run found when it decoded these files; null if none did. */
async function earlier(files: readonly ListedFile[], config: ImageFolder, access: DataAccess): Promise<Damage | null> {
  const path = cachePath(cacheSettings(access).folder, await decodedKey(files, config, access));
  const facts = decodedFacts.safeParse(readCacheFacts(path));
  return facts.success ? new Map(facts.data.skipped.map(({ index, why }) => [index, why])) : null;
}

async function damagedHeaders(files: readonly ListedFile[], access: DataAccess): Promise<Damage> {
  const damage: Damage = new Map();
  let next = 0;
  const work = async () => {
    for (let index = next++; index < files.length; index = next++) {
      access.onProgress?.({ what: 'examining-images', done: index, total: files.length });
      access.signal?.throwIfAborted();
      const why = await problemOf(() => examineFile(files[index]!.path, access));
      if (why !== null) damage.set(index, why);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, work));
  return damage;
}

async function examineFile(path: string, access: DataAccess): Promise<void> {
  const read = await readDataEnds(path, access, { length: ENDS_BYTES, whole: WHOLE });
  if (read.size > MAX_IMAGE_BYTES) {
    throw new ImageProblem(`holds ${read.size} bytes; at most ${MAX_IMAGE_BYTES} are read`);
  }
  if (read.all !== null) imageHeader(read.all);
  // Something may follow the end.
  else if (!hasEnd(read.start, read.end, read.size)) imageHeader(await readDataFile(path, access));
}

async function problemOf(look: () => Promise<void>): Promise<string | null> {
  try {
    await look();
    return null;
  } catch (error) {
    if (!(error instanceof ImageProblem)) throw error;
    return error.message;
  }
}

function refused(path: string, files: readonly ListedFile[], damage: Damage): FlowscopeError {
  return mismatch(
    path,
    damageText(files, damage),
    'replace or remove the files, or set "corrupt": "skip" to go on without such files',
    { key: 'corrupt', choices: ['skip'] },
  );
}

function refusedPairs(path: string, files: readonly ListedFile[], damage: Damage): FlowscopeError {
  return mismatch(path, damageText(files, damage), 'replace the files', { key: 'contextPath' });
}

/** `2 of 5000 images are damaged: a.png is truncated: its end is missing; b.png is empty`. */
function damageText(files: readonly ListedFile[], damage: Damage): string {
  const found = inOrder(damage);
  const named = found.slice(0, MOST_NAMED).map(([index, why]) => `${files[index]!.name} ${why}`);
  const more = found.length > MOST_NAMED ? [`${found.length - MOST_NAMED} more`] : [];
  const verb = found.length === 1 ? 'is' : 'are';
  return `${found.length} of ${files.length} images ${verb} damaged: ${[...named, ...more].join('; ')}`;
}

function inOrder(damage: Damage): readonly (readonly [number, string])[] {
  return [...damage].sort(([a], [b]) => a - b);
}

function summary(folders: readonly (readonly [readonly ListedFile[], Examined])[]): FileExamination {
  const total = (count: (of: readonly [readonly ListedFile[], Examined]) => number) =>
    folders.reduce((sum, folder) => sum + count(folder), 0);
  const listed = folders.flatMap(([files, { damage }]) =>
    inOrder(damage).map(([index, why]) => ({ file: files[index]!.path, why })),
  );
  return {
    files: total(([files]) => files.length),
    decoded: total(([, { decoded }]) => decoded),
    damaged: listed.length,
    listed: listed.slice(0, MOST_LISTED),
  };
}
