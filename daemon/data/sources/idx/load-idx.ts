import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { sameShape, sizeOf } from '../../../tensor/tensor.ts';
import { contextNames, fitContext } from '../../context.ts';
import { checkDeclared } from '../../declared-summary.ts';
import type { CommonDataKeys, DataAccess, DataSummary, Dataset } from '../../definition.ts';
import { dataError } from '../../files/data-error.ts';
import { readDataFile, readDataPrefix } from '../../files/read-data-file.ts';
import { indexedRows } from '../../files/row-place.ts';
import { digestOf, fingerprintOf } from '../../fingerprint.ts';
import { checkIdxSize, IDX_PREFIX, isGzip, readIdxHeader } from '../../formats/idx.ts';
import { type FileRows, makeDataset } from '../../make-dataset.ts';
import { imageShape, type NamedBytes, readClasses, readImages, readLabels } from './idx-images.ts';
import type { IdxConfig } from './idx-source.ts';

type Config = IdxConfig & CommonDataKeys;

/** Shape from the header of the images, classes from the labels; the images themselves are not read. */
export async function summarizeIdx(config: Config, access: DataAccess): Promise<DataSummary> {
  const prefix = await readDataPrefix(config.path, access, IDX_PREFIX);
  const header = readIdxHeader(prefix.bytes, config.path);
  const shape = imageShape(header.shape, config.path);
  // The images are not held, so only their proportions matter.
  checkIdxSize(header, isGzip(prefix.bytes), prefix.size, config.path);
  const summary = summaryOf(shape, config.bits);
  const labels = await openLabels(config, 'labels', access);
  const rows = header.shape[0]!;
  const context =
    labels === null
      ? []
      : fitContext([readClasses(labels, rows, Math.min(rows, config.limit ?? rows), access.most)], new Uint32Array());
  const names = contextNames(context);
  const complete = labels === null ? summary : { ...summary, context: { size: names.length, names } };
  checkDeclared(complete, config, config.path);
  return complete;
}

/** Loads images and labels. Errors as `readDataFile` and `readIdx`. */
export async function loadIdx(config: Config, access: DataAccess): Promise<Dataset> {
  const digests: string[] = [];
  const read = async (
    images: NamedBytes,
    labels: NamedBytes | null,
  ): Promise<FileRows & { shape: readonly number[] }> => {
    const { shape, values, count } = readImages(images, config.bits, config.limit);
    const rows = readIdxHeader(images.bytes, images.file).shape[0]!;
    digests.push(digestOf(images.bytes), ...(labels === null ? [] : [digestOf(labels.bytes)]));
    return {
      shape,
      values,
      count,
      context: labels === null ? [] : [readLabels(labels, rows, count)],
      source: indexedRows((labels ?? images).file),
    };
  };
  const main = await read(await open(config.path, access), await openLabels(config, 'labels', access));
  const test =
    config.testPath === undefined
      ? null
      : await read(await open(config.testPath, access), await openLabels(config, 'testLabels', access));
  if (test !== null && !sameShape(test.shape, main.shape)) {
    throw dataError(
      config.testPath!,
      `has images of ${test.shape.join(' × ')}, ${config.path} of ${main.shape.join(' × ')}`,
    );
  }
  const dataset = makeDataset({
    summary: summaryOf(main.shape, config.bits),
    columns: Array.from({ length: sizeOf(main.shape) }, (_, j) => `x${j}`),
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
        split: config.split,
        seed: config.seed,
        limit: config.limit,
      },
      digests,
    ),
  });
  checkDeclared(dataset.summary, config, config.path);
  return dataset;
}

function summaryOf(shape: readonly number[], bits: number): DataSummary {
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
  if (config.context === 'none') return null;
  const file = config[key];
  if (file === undefined) {
    throw new FlowscopeError('data', `"context": "label" needs "${key}", the IDX file of labels`, { exitCode: 2 });
  }
  return open(file, access);
}
