import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { takesLabel } from '../../conditions/condition-keys.ts';
import { conditionRows } from '../../conditions/condition-rows.ts';
import { type ConditionLayout, conditionLayout } from '../../conditions/layout.ts';
import { fitContext } from '../../context.ts';
import { planContext } from '../../context-layout.ts';
import { checkDeclared } from '../../declared-summary.ts';
import type { CommonDataKeys, DataAccess, DataSummary, Dataset } from '../../definition.ts';
import { dataError } from '../../files/data-error.ts';
import { readDataFile, readDataPrefix } from '../../files/read-data-file.ts';
import { indexedRows } from '../../files/row-place.ts';
import { digestOf, fingerprintOf } from '../../fingerprint.ts';
import { checkIdxSize, IDX_PREFIX, isGzip, readIdxHeader } from '../../formats/idx.ts';
import { integerSummary } from '../../integer-images.ts';
import { makeDataset } from '../../make-dataset.ts';
import { cacheSettings } from '../../stored/kept-rows.ts';
import {
  checkPairs,
  imageShape,
  type NamedBytes,
  readClasses,
  readImages,
  readLabels,
  readPairs,
} from './idx-images.ts';
import type { IdxConfig } from './idx-source.ts';
import { storedIdx } from './stored-idx.ts';

type Config = IdxConfig & CommonDataKeys;

/** Shape from the header of the images, classes from the labels; the images themselves are not read. */
export async function summarizeIdx(config: Config, access: DataAccess): Promise<DataSummary> {
  const prefix = await readDataPrefix(config.path, access, IDX_PREFIX);
  const header = readIdxHeader(prefix.bytes, config.path);
  const shape = imageShape(header.shape, config.path);
  // The images are not held, so only their proportions matter.
  checkIdxSize(header, isGzip(prefix.bytes), prefix.size, config.path);
  const labels = await openLabels(config, 'labels', access);
  const rows = header.shape[0]!;
  const paired = config.contextPath === undefined ? null : await pairedShape(config.contextPath, rows, access);
  const layout = conditionLayout(config, shape, paired);
  const summary = integerSummary(layout.shape, config.bits);
  const context =
    labels === null
      ? []
      : fitContext([readClasses(labels, rows, Math.min(rows, config.limit ?? rows), access.most)], new Uint32Array());
  const complete = { ...summary, context: planContext(context, layout.images) };
  checkDeclared(complete, config, config.path);
  return complete;
}

/** Loads images and labels. Errors as `readDataFile` and `readIdx`. */
export async function loadIdx(config: Config, access: DataAccess): Promise<Dataset> {
  const digests: string[] = [];
  const read = async (file: string, labels: NamedBytes | null, pairs: NamedBytes | null) => {
    const { shape, values, count, rows, digest } = await openImages(file, config, access);
    digests.push(digest);
    for (const other of [labels, pairs]) if (other !== null) digests.push(digestOf(other.bytes));
    const paired = pairs && readPairs(pairs, rows, config.bits, count);
    const layout = conditionLayout(config, shape, paired?.shape ?? null);
    return {
      layout,
      count,
      context: labels === null ? [] : [readLabels(labels, rows, count)],
      ...conditionRows({ values, count, bits: config.bits }, layout, paired, file),
      source: indexedRows((labels ?? { file }).file),
    };
  };
  const main = await read(
    config.path,
    await openLabels(config, 'labels', access),
    config.contextPath === undefined ? null : await open(config.contextPath, access),
  );
  const test = config.testPath === undefined ? null : await readTest(config.testPath);
  const { layout } = main;
  const dataset = makeDataset({
    summary: integerSummary(layout.shape, config.bits),
    columns: Array.from({ length: sizeOf(layout.shape) }, (_, j) => `x${j}`),
    main,
    test,
    split: config.split,
    seed: config.seed,
    standardize: false,
    dequantizedColumns: [],
    fingerprint: fingerprintOf(
      {
        source: 'idx',
        bits: config.bits,
        context: config.context,
        ...(config.contextPath === undefined ? {} : { paired: true }),
        split: config.split,
        seed: config.seed,
        limit: config.limit,
      },
      digests,
    ),
  });
  checkDeclared(dataset.summary, config, config.path);
  return dataset;

  async function readTest(path: string) {
    if (config.contextPath !== undefined && config.testContextPath === undefined) {
      throw needsKey('"contextPath" with "testPath"', 'testContextPath', 'the IDX file of condition images for it');
    }
    const pairs = config.contextPath === undefined ? undefined : config.testContextPath;
    const found = await read(
      path,
      await openLabels(config, 'testLabels', access),
      pairs === undefined ? null : await open(pairs, access),
    );
    const sizes = (of: ConditionLayout) => [of.whole, ...of.images.map(({ shape }) => shape)].join(' and ');
    if (sizes(found.layout) !== sizes(main.layout)) {
      const text = ({ whole, images }: ConditionLayout) =>
        [whole, ...images.map(({ shape }) => shape)].map((shape) => shape.join(' × ')).join(' and ');
      throw dataError(
        path,
        `has images of ${text(found.layout)}, but those of ${config.path} are ${text(main.layout)}`,
      );
    }
    return found;
  }
}

/** [height, width, channels] of the condition images in a file, from its header. */
async function pairedShape(path: string, rows: number, access: DataAccess): Promise<readonly number[]> {
  const prefix = await readDataPrefix(path, access, IDX_PREFIX);
  const header = readIdxHeader(prefix.bytes, path);
  const shape = imageShape(header.shape, path);
  checkPairs(header.shape[0]!, rows, path);
  return shape;
}

/** The images of a file: in memory, or copied to a file that can be read row by row if they are too many. */
async function openImages(file: string, { bits, limit }: Config, access: DataAccess) {
  const prefix = await readDataPrefix(file, access, IDX_PREFIX);
  const header = readIdxHeader(prefix.bytes, file);
  const shape = imageShape(header.shape, file);
  const rows = header.shape[0]!;
  const count = Math.min(rows, limit ?? rows);
  if (rows * sizeOf(shape) <= cacheSettings(access).held) {
    const images = await open(file, access);
    const { values } = readImages(images, bits, limit);
    return { shape, rows, count, values, digest: digestOf(images.bytes) };
  }
  checkIdxSize(header, isGzip(prefix.bytes), prefix.size, file);
  return { shape, rows, count, ...(await storedIdx(file, prefix.bytes, { bits, count, shape }, access)) };
}

async function open(file: string, access: DataAccess): Promise<NamedBytes> {
  return { bytes: await readDataFile(file, access), file };
}

/** The label file if labels are the context, else null. */
async function openLabels(
  config: Config,
  key: 'labels' | 'testLabels',
  access: DataAccess,
): Promise<NamedBytes | null> {
  if (!takesLabel(config.context)) return null;
  const file = config[key];
  if (file === undefined) throw needsKey('"context": "label"', key, 'the IDX file of labels');
  return open(file, access);
}

function needsKey(what: string, key: string, meaning: string): FlowscopeError {
  return new FlowscopeError('data', `${what} needs "${key}", ${meaning}`, { exitCode: 2 });
}
