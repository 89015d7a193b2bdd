import { createHash } from 'node:crypto';
import { sizeOf } from '../../../tensor/tensor.ts';
import { takesLabel } from '../../conditions/condition-keys.ts';
import { conditionRows } from '../../conditions/condition-rows.ts';
import type { IntegerImages } from '../../conditions/derive.ts';
import { checkDeclared } from '../../declared-summary.ts';
import { type DecodeImage, imageDecoder } from '../../decoding/decode-image.ts';
import { fitted } from '../../decoding/fit.ts';
import { ImageProblem, MAX_IMAGE_BYTES } from '../../decoding/raster.ts';
import type { DataAccess, Dataset } from '../../definition.ts';
import { dataError } from '../../files/data-error.ts';
import type { ListedFile } from '../../files/list-data-folder.ts';
import { readDataPrefix } from '../../files/read-data-file.ts';
import { fingerprintOf } from '../../fingerprint.ts';
import { dropLowBits, integerSummary } from '../../integer-images.ts';
import { checkContextNumbers } from '../../limits.ts';
import { makeDataset } from '../../make-dataset.ts';
import type { AppendRows } from '../../stored/cache-file.ts';
import { keptRows } from '../../stored/kept-rows.ts';
import { rowRange } from '../../stored/row-store.ts';
import { type DecodedFacts, decodedFacts, decodedKey } from './decoded-facts.ts';
import { chosenFrom, classesOf, classOf, type ImageFolder, imageLayout, listImages, pairsFor } from './list-images.ts';

/** More skipped files than this are only counted. */
const MOST_SKIPPED = 100;

/**
 * Decodes all images, or reads them from the file that an earlier start wrote.
 * @throws FlowscopeError `data` for a file that cannot be decoded if the configuration says so, or as `readDataFile`
 */
export async function loadImages(config: ImageFolder, access: DataAccess): Promise<Dataset> {
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

/** The pixels of files, decoded or from the file that an earlier start wrote. */
async function decodedRows(files: readonly ListedFile[], config: ImageFolder, access: DataAccess) {
  const { path, size, channels } = config;
  const kept = await keptRows(
    {
      key: await decodedKey(files, config, access),
      width: size[0] * size[1] * channels,
      count: files.length,
      file: path,
      produce: (append) => decodeAll(files, config, access, append),
    },
    access,
    { isCurrent: (facts) => decodedFacts.safeParse(facts).success, keepsSmall: true },
  );
  return { rows: kept.rows, count: kept.count, ...decodedFacts.parse(kept.facts) };
}

/**
 * The condition images of `contextPath`, which are held in memory; null without it.
 * @throws FlowscopeError `missing-data` for an image without one, `data` for one that cannot be decoded
 */
async function pairsOf(
  files: readonly ListedFile[],
  config: ImageFolder,
  access: DataAccess,
): Promise<(IntegerImages & { readonly digest: string }) | null> {
  const { contextPath, size, channels, bits } = config;
  if (contextPath === undefined) return null;
  checkContextNumbers(files.length, size[0] * size[1] * channels, contextPath, 'choose a smaller "size"');
  const { rows, count, digest } = await decodedRows(
    pairsFor(files, contextPath),
    { ...config, path: contextPath, corrupt: 'refuse' },
    access,
  );
  const values = rows instanceof Uint8Array ? rows : Uint8Array.from(rows.take(rowRange(0, count)));
  return { values, count, bits, digest };
}

async function decodeAll(
  files: readonly ListedFile[],
  config: ImageFolder,
  access: DataAccess,
  append: AppendRows,
): Promise<DecodedFacts> {
  const decode = imageDecoder();
  const hash = createHash('sha256');
  const skipped: DecodedFacts['skipped'] = [];
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

async function pixelsOf(bytes: Uint8Array, decode: DecodeImage, config: ImageFolder): Promise<Uint8Array> {
  const [height, width] = config.size;
  const { channels, fit: how, bits } = config;
  return dropLowBits(fitted(await decode(bytes), { height, width, channels, how }), bits);
}

function readingOf(files: readonly ListedFile[], skipped: DecodedFacts['skipped']): NonNullable<Dataset['reading']> {
  return {
    columns: [],
    leftOut: [],
    read: files.length,
    dropped: skipped.length,
    header: false,
    skipped: skipped.slice(0, MOST_SKIPPED).map(({ index, why }) => ({ file: files[index]!.path, why })),
  };
}
