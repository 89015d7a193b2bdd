import { createHash } from 'node:crypto';
import * as z from 'zod';
import { randomStream } from '../../../random/random-stream.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { takesLabel } from '../../conditions/condition-keys.ts';
import { conditionRows } from '../../conditions/condition-rows.ts';
import type { IntegerImages } from '../../conditions/derive.ts';
import { checkDeclared } from '../../declared-summary.ts';
import { type DecodeImage, imageDecoder } from '../../decoding/decode-image.ts';
import { fitted } from '../../decoding/fit.ts';
import { ImageProblem, MAX_IMAGE_BYTES } from '../../decoding/raster.ts';
import type { CommonDataKeys, DataAccess, Dataset } from '../../definition.ts';
import { dataError } from '../../files/data-error.ts';
import { dataFileStamps } from '../../files/data-file-stamps.ts';
import type { ListedFile } from '../../files/list-data-folder.ts';
import { readDataPrefix } from '../../files/read-data-file.ts';
import { fingerprintOf } from '../../fingerprint.ts';
import { dropLowBits, integerSummary } from '../../integer-images.ts';
import { checkContextNumbers } from '../../limits.ts';
import { makeDataset } from '../../make-dataset.ts';
import type { AppendRows } from '../../stored/cache-file.ts';
import { keptRows } from '../../stored/kept-rows.ts';
import { rowRange } from '../../stored/row-store.ts';
import type { ImagesConfig } from './images-source.ts';
import { classesOf, classOf, imageLayout, listImages } from './list-images.ts';

type Config = ImagesConfig & CommonDataKeys;

/** More skipped files than this are only counted. */
const MOST_SKIPPED = 100;

/** Increase this when a change of the code decodes the same files to different pixels. */
const DECODING = 1;

const factsSchema = z.strictObject({
  /** SHA-256 of names and contents. */
  digest: z.string(),
  skipped: z.array(z.strictObject({ index: z.int().min(0), why: z.string() })),
});

type Facts = z.infer<typeof factsSchema>;

/**
 * Decodes all images, or reads them from the file that an earlier start wrote.
 * @throws FlowscopeError `data` for a file that cannot be decoded if the configuration says so, or as `readDataFile`
 */
export async function loadImages(config: Config, access: DataAccess): Promise<Dataset> {
  const layout = imageLayout(config);
  const all = await listImages(config, access, false);
  const files = chosenFrom(all, config);
  const { path, size, fit, channels, bits, corrupt, context, split, seed, limit } = config;
  const reading = { size, fit, channels, bits, corrupt };
  const kept = await decodedRows(files, config, access);
  const { digest, skipped } = kept;
  if (kept.count === 0) {
    throw dataError(path, `none of its ${files.length} images can be decoded; ${files[0]!.name} ${skipped[0]!.why}`);
  }
  const left = new Set(skipped.map(({ index }) => index));
  const used = files.filter((_, index) => !left.has(index));
  const classes = takesLabel(context) ? classesOf(all, path) : null;
  const pairs = await pairsOf(used, config, access);
  const dataset = makeDataset({
    summary: integerSummary(layout.shape, bits),
    columns: Array.from({ length: sizeOf(layout.shape) }, (_, j) => `x${j}`),
    main: {
      ...conditionRows({ values: kept.rows, count: kept.count, bits }, layout, pairs, path),
      count: kept.count,
      context:
        classes === null
          ? []
          : [{ column: 'label', kind: 'category', texts: used.map((file) => classOf(file, path)), values: classes }],
      source: { file: path, place: (row) => used[row]!.name },
    },
    test: null,
    split,
    seed,
    standardize: false,
    dequantizedColumns: [],
    mirrored: config.flip,
    fingerprint: fingerprintOf(
      { source: 'images', ...reading, context, split, seed, limit },
      pairs === null ? [digest] : [digest, pairs.digest],
    ),
  });
  checkDeclared(dataset.summary, config, path);
  return corrupt === 'skip' ? { ...dataset, reading: readingOf(files, skipped) } : dataset;
}

/** All, or `limit` of them at random, in their order: the first ones would all be of the same class. */
function chosenFrom(files: readonly ListedFile[], { limit, seed }: Config): readonly ListedFile[] {
  if (limit === null || limit >= files.length) return files;
  const order = randomStream(seed, 'data', 'limit').permutation(files.length);
  return Array.from(order.subarray(0, limit).sort(), (index) => files[index]!);
}

/** The pixels of files, as they are decoded or from the file that an earlier start wrote. */
async function decodedRows(files: readonly ListedFile[], config: Config, access: DataAccess) {
  const { path, size, fit, channels, bits, corrupt } = config;
  const stamps = await dataFileStamps(
    files.map((file) => file.path),
    access,
  );
  const names = files.map(({ name }) => name);
  const kept = await keptRows(
    {
      key: fingerprintOf({ decoding: DECODING, size, fit, channels, bits, corrupt, names }, stamps),
      width: size[0] * size[1] * channels,
      count: files.length,
      file: path,
      produce: (append) => decodeAll(files, config, access, append),
    },
    access,
    { isCurrent: (facts) => factsSchema.safeParse(facts).success, keepsSmall: true },
  );
  return { rows: kept.rows, count: kept.count, ...factsSchema.parse(kept.facts) };
}

/**
 * The condition images of `contextPath`, which are held in memory; null without it.
 * @throws FlowscopeError `missing-data` for an image without one, `data` for one that cannot be decoded
 */
async function pairsOf(
  files: readonly ListedFile[],
  config: Config,
  access: DataAccess,
): Promise<(IntegerImages & { readonly digest: string }) | null> {
  const { contextPath, size, channels, bits } = config;
  if (contextPath === undefined) return null;
  checkContextNumbers(files.length, size[0] * size[1] * channels, contextPath, 'choose a smaller "size"');
  const folder = contextPath.replace(/(?<=.)[\\/]+$/, '');
  const pairs = files.map(({ name }) => ({ name, path: `${folder}/${name}` }));
  const { rows, count, digest } = await decodedRows(pairs, { ...config, path: contextPath, corrupt: 'refuse' }, access);
  const values = rows instanceof Uint8Array ? rows : Uint8Array.from(rows.take(rowRange(0, count)));
  return { values, count, bits, digest };
}

async function decodeAll(
  files: readonly ListedFile[],
  config: Config,
  access: DataAccess,
  append: AppendRows,
): Promise<Facts> {
  const decode = imageDecoder();
  const hash = createHash('sha256');
  const skipped: Facts['skipped'] = [];
  for (const [index, file] of files.entries()) {
    access.onProgress?.({ what: 'decoding-images', done: index, total: files.length });
    access.signal?.throwIfAborted();
    const { bytes, size } = await readDataPrefix(file.path, access, (all) => (all > MAX_IMAGE_BYTES ? 0 : all));
    hash.update(`${file.name.length} ${file.name} ${size} `).update(bytes);
    try {
      if (size > MAX_IMAGE_BYTES) throw new ImageProblem(`holds ${size} bytes; at most ${MAX_IMAGE_BYTES} are read`);
      await append(await pixelsOf(bytes, decode, config));
    } catch (error) {
      if (!(error instanceof ImageProblem)) throw error;
      if (config.corrupt === 'refuse') {
        throw dataError(
          file.path,
          error.message,
          'replace or remove the file, or set "corrupt": "skip" to skip such files',
          error,
        );
      }
      skipped.push({ index, why: error.message });
    }
  }
  return { digest: hash.digest('hex'), skipped };
}

async function pixelsOf(bytes: Uint8Array, decode: DecodeImage, config: Config): Promise<Uint8Array> {
  const [height, width] = config.size;
  const { channels, fit: how, bits } = config;
  return dropLowBits(fitted(await decode(bytes), { height, width, channels, how }), bits);
}

function readingOf(files: readonly ListedFile[], skipped: Facts['skipped']): NonNullable<Dataset['reading']> {
  return {
    columns: [],
    leftOut: [],
    read: files.length,
    dropped: skipped.length,
    header: false,
    skipped: skipped.slice(0, MOST_SKIPPED).map(({ index, why }) => ({ file: files[index]!.path, why })),
  };
}
