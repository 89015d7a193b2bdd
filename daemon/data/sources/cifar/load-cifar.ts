import * as z from 'zod';
import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { takesLabel } from '../../conditions/condition-keys.ts';
import { conditionRows } from '../../conditions/condition-rows.ts';
import { conditionLayout } from '../../conditions/layout.ts';
import { fitContext, type RawContext } from '../../context.ts';
import { planContext } from '../../context-layout.ts';
import { checkDeclared } from '../../declared-summary.ts';
import type { CommonDataKeys, DataAccess, DataSummary, Dataset } from '../../definition.ts';
import { dataFileStamps } from '../../files/data-file-stamps.ts';
import { readDataFile, readDataPrefix } from '../../files/read-data-file.ts';
import { indexedRows } from '../../files/row-place.ts';
import { digestOf, fingerprintOf } from '../../fingerprint.ts';
import { CIFAR_CLASSES, CIFAR_SHAPE, cifarCount, readCifar, readCifarClasses } from '../../formats/cifar.ts';
import { dropLowBits, integerSummary } from '../../integer-images.ts';
import { type FileRows, makeDataset } from '../../make-dataset.ts';
import type { AppendRows } from '../../stored/cache-file.ts';
import { keptRows } from '../../stored/kept-rows.ts';
import type { RowStore, RowValues } from '../../stored/row-store.ts';
import type { CifarConfig } from './cifar-source.ts';

const factsSchema = z.strictObject({
  /** Of the files. */
  digests: z.array(z.string()),
  /** Classes of the images, a byte each, as base64. */
  labels: z.string(),
});

type Config = CifarConfig & CommonDataKeys;

const TRAINING_FILES = [1, 2, 3, 4, 5].map((index) => `data_batch_${index}.bin`);
const TEST_FILE = 'test_batch.bin';
const CLASSES_FILE = 'batches.meta.txt';

/** Checks that all files are there and hold whole images; the images themselves are not read. */
export async function summarizeCifar(config: Config, access: DataAccess): Promise<DataSummary> {
  for (const name of [...TRAINING_FILES, TEST_FILE]) {
    const file = pathOf(config, name);
    const { size } = await named(() => readDataPrefix(file, access, 0), config);
    cifarCount(size, file);
  }
  const labels = takesLabel(config.context) ? [await labelsOf(config, access, [])] : [];
  const layout = conditionLayout(config, CIFAR_SHAPE, null);
  const summary: DataSummary = {
    ...integerSummary(layout.shape, config.bits),
    context: planContext(fitContext(labels, new Uint32Array()), layout.images),
  };
  checkDeclared(summary, config, config.path);
  return summary;
}

/** Loads all images. Errors as `readDataFile`, `cifarCount` and `readCifar`. */
export async function loadCifar(config: Config, access: DataAccess): Promise<Dataset> {
  const digests: string[] = [];
  const layout = conditionLayout(config, CIFAR_SHAPE, null);
  const read = async (names: readonly string[]): Promise<FileRows<RowValues | RowStore>> => {
    const { rows, count, facts } = await keptImages(names, config, access);
    digests.push(...facts.digests);
    const labels = Buffer.from(facts.labels, 'base64');
    return {
      ...conditionRows({ values: rows, count, bits: config.bits }, layout, null, config.path),
      count,
      context: !takesLabel(config.context) ? [] : [await labelsOf(config, access, labels)],
      source: indexedRows(config.path),
    };
  };
  const main = await read(TRAINING_FILES);
  const test = await read([TEST_FILE]);
  const { bits, context, split, seed, limit } = config;
  const dataset = makeDataset({
    summary: integerSummary(layout.shape, bits),
    columns: Array.from({ length: sizeOf(layout.shape) }, (_, j) => `x${j}`),
    main,
    test,
    split,
    seed,
    standardize: false,
    dequantizedColumns: [],
    mirrored: config.flip,
    fingerprint: fingerprintOf({ source: 'cifar', bits, context, split, seed, limit }, digests),
  });
  checkDeclared(dataset.summary, config, config.path);
  return dataset;
}

/** The images of all files, one file at a time. */
async function keptImages(names: readonly string[], config: Config, access: DataAccess) {
  const files = names.map((name) => pathOf(config, name));
  let total = 0;
  for (const file of files) {
    const { size } = await named(() => readDataPrefix(file, access, 0), config);
    total += cifarCount(size, file);
  }
  const { bits, limit, path } = config;
  const kept = await keptRows(
    {
      key: fingerprintOf({ source: 'cifar', bits, limit }, await dataFileStamps(files, access)),
      width: sizeOf(CIFAR_SHAPE),
      count: Math.min(total, limit ?? total),
      file: path,
      produce: (append) => copyImages(files, config, access, append),
    },
    access,
    { isCurrent: (facts) => factsSchema.safeParse(facts).success, keepsSmall: false },
  );
  return { ...kept, facts: factsSchema.parse(kept.facts) };
}

async function copyImages(
  files: readonly string[],
  { bits, limit }: Config,
  access: DataAccess,
  append: AppendRows,
): Promise<z.infer<typeof factsSchema>> {
  const digests: string[] = [];
  const labels: Uint8Array[] = [];
  let left = limit ?? Infinity;
  for (const file of files) {
    const bytes = await readDataFile(file, access);
    digests.push(digestOf(bytes));
    const count = Math.min(cifarCount(bytes.length, file), left);
    left -= count;
    const images = readCifar(bytes, count, file);
    await append(dropLowBits(images.values, bits));
    labels.push(images.labels);
  }
  return { digests, labels: Buffer.concat(labels).toString('base64') };
}

async function labelsOf(config: Config, access: DataAccess, labels: ArrayLike<number>): Promise<RawContext> {
  const values = await classNames(config, access);
  return { column: 'label', kind: 'category', texts: Array.from(labels, (label) => values[label]!), values };
}

async function classNames(config: Config, access: DataAccess): Promise<readonly string[]> {
  const file = pathOf(config, CLASSES_FILE);
  try {
    return readCifarClasses(new TextDecoder().decode(await readDataFile(file, access)), file);
  } catch (error) {
    if (error instanceof FlowscopeError && error.code === 'missing-data') return CIFAR_CLASSES;
    throw error;
  }
}

function pathOf({ path }: Config, name: string): string {
  return `${path.replace(/[\\/]+$/, '')}/${name}`;
}

/** Says what a folder without one of the files needs. */
async function named<T>(read: () => Promise<T>, { path }: Config): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof FlowscopeError && error.code === 'missing-data')) throw error;
    throw new FlowscopeError('missing-data', error.message, {
      hint: `'${path}' must be the folder of the binary version, cifar-10-batches-bin, with data_batch_1.bin to data_batch_5.bin and test_batch.bin (https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz)`,
      file: error.file ?? path,
      exitCode: 2,
      cause: error,
    });
  }
}
