import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { takesLabel } from '../../conditions/condition-keys.ts';
import { conditionImages, modeledPart } from '../../conditions/derive.ts';
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
import { type FileRows, makeDataset } from '../../make-dataset.ts';
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
  const summary = summaryOf(layout, config.bits);
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
  const read = async (
    images: NamedBytes,
    labels: NamedBytes | null,
    pairs: NamedBytes | null,
  ): Promise<FileRows & { layout: ConditionLayout }> => {
    const { shape, values, count } = readImages(images, config.bits, config.limit);
    const rows = readIdxHeader(images.bytes, images.file).shape[0]!;
    for (const file of [images, labels, pairs]) if (file !== null) digests.push(digestOf(file.bytes));
    const paired = pairs && readPairs(pairs, rows, config.bits, count);
    const layout = conditionLayout(config, shape, paired?.shape ?? null);
    const whole = { values, count, bits: config.bits };
    return {
      layout,
      values: modeledPart(whole, layout),
      count,
      context: labels === null ? [] : [readLabels(labels, rows, count)],
      ...(layout.images.length === 0
        ? {}
        : { images: { layout: layout.images, values: conditionImages(whole, layout, paired, images.file) } }),
      source: indexedRows((labels ?? images).file),
    };
  };
  const main = await read(
    await open(config.path, access),
    await openLabels(config, 'labels', access),
    config.contextPath === undefined ? null : await open(config.contextPath, access),
  );
  const test = config.testPath === undefined ? null : await readTest(config.testPath);
  const { layout } = main;
  const dataset = makeDataset({
    summary: summaryOf(layout, config.bits),
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
      await open(path, access),
      await openLabels(config, 'testLabels', access),
      pairs === undefined ? null : await open(pairs, access),
    );
    const sizes = (of: ConditionLayout) => [of.whole, ...of.images.map(({ shape }) => shape)].join(' and ');
    if (sizes(found.layout) !== sizes(main.layout)) {
      const text = ({ whole, images }: ConditionLayout) =>
        [whole, ...images.map(({ shape }) => shape)].map((shape) => shape.join(' × ')).join(' and ');
      throw dataError(path, `has images of ${text(found.layout)}, ${config.path} of ${text(main.layout)}`);
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

function summaryOf({ shape }: ConditionLayout, bits: number): DataSummary {
  return { shape, context: null, range: { low: 0, high: 2 ** bits - 1, closed: true }, integerColumns: [], bits };
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
