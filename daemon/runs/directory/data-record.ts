/** `data.json`: what a trained flow must know about its data once the file is gone. Written once, beside run.json. */
import * as z from 'zod';
import { type FittedStep, STAGES } from '../../data/columns/define-step.ts';
import { isStep } from '../../data/columns/registry.ts';
import type { ArrayPart, Dataset } from '../../data/definition.ts';
import { type FileSystem, nodeFileSystem, replaceFile } from '../file-system.ts';
import { encodeChecked } from './checked-json.ts';
import { type DataKey, damagedData, dataPath, readDataFile } from './data-file.ts';
import type { Run } from './run-directory.ts';

/** A dataset without its rows. The true density is a function, and only sources that draw their rows know it. */
export type RecordedData = Omit<Dataset, 'train' | 'validation' | 'test' | 'density'> & {
  /** Rows are drawn from a known density: generating them again is cheap and restores the density. */
  readonly hasDensity: boolean;
};

const numbers = z.array(z.number());
const imageShape = z.array(z.int().min(1)).length(3);

const contextImages = z.array(z.object({ name: z.string(), shape: imageShape }));

const rectangle = z.object({ top: z.int(), left: z.int(), height: z.int(), width: z.int() });

const conditions = z.object({
  whole: imageShape,
  modeled: rectangle,
  shape: imageShape,
  images: z.array(
    z.object({
      name: z.string(),
      shape: imageShape,
      from: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('crop'), part: rectangle }),
        z.object({ kind: z.literal('downsample'), factor: z.int().min(2) }),
        z.object({ kind: z.literal('edges') }),
        z.object({ kind: z.literal('paired') }),
      ]),
    }),
  ),
});

const step = z
  .object({
    stage: z.enum(STAGES),
    type: z
      .string()
      .refine(isStep, { error: ({ input }) => `this version of Flowscope has no step '${String(input)}'` }),
    center: z.number(),
    scale: z.number().refine((scale) => scale !== 0),
    table: z.array(numbers).optional(),
  })
  .transform(({ table, ...rest }): FittedStep => (table === undefined ? rest : { ...rest, table }));

const schema = z.object({
  summary: z.object({
    shape: z.array(z.int().min(1)).min(1),
    context: z.object({ size: z.int(), names: z.array(z.string()), images: contextImages.optional() }).nullable(),
    // JSON has no infinity: null means unbounded.
    range: z.object({ low: z.number().nullable(), high: z.number().nullable(), closed: z.boolean() }),
    integerColumns: z.array(z.object({ name: z.string(), distinct: z.number() })),
    trainingRows: z.number().optional(),
    bits: z.int().nullable(),
    periods: z.array(z.number().nullable()).optional(),
    /** Absent without angles, and in runs of an older Flowscope, whose turns start at 0. */
    turnStarts: z.array(z.number().nullable()).optional(),
  }),
  columns: z.array(z.string()),
  standardization: z.object({ mean: numbers, std: numbers }).nullable(),
  /** Absent if columns have no further steps, and in runs of an older Flowscope. */
  chains: z.array(z.array(step)).optional(),
  dequantizedColumns: z.array(z.int().min(0)),
  /** Absent if all of them are whole numbers, and in runs of an older Flowscope. */
  grids: z.array(z.object({ column: z.int().min(0), step: z.number().positive(), origin: z.number() })).optional(),
  /** Absent without modeled categories, and in runs of an older Flowscope. */
  categories: z.array(z.object({ column: z.int().min(0), values: z.array(z.string()).min(1) })).optional(),
  /** Absent if the rows have no weights, and in runs of an older Flowscope. */
  weight: z.string().optional(),
  /** Absent if all columns of the array are modeled, and in runs of an older Flowscope. */
  part: z
    .object({ columns: z.array(z.int().min(0)), width: z.int().min(1), weight: z.int().min(0).optional() })
    .transform(({ weight, ...rest }): ArrayPart => (weight === undefined ? rest : { ...rest, weight }))
    .optional(),
  contextEncoding: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({ column: z.string(), kind: z.literal('category'), values: z.array(z.string()) }),
        z.object({ column: z.string(), kind: z.literal('number'), mean: z.number(), std: z.number() }),
        z.object({ column: z.string(), kind: z.literal('image'), shape: imageShape }),
      ]),
    )
    .nullable(),
  /** Absent without condition images, and in runs of an older Flowscope. */
  conditions: conditions.optional(),
  hasDensity: z.boolean(),
  fingerprint: z.string(),
} satisfies Record<DataKey, z.ZodType>);

/** An absent key is not one that is undefined. */
function planContext({
  images,
  ...context
}: NonNullable<z.output<typeof schema>['summary']['context']>): Dataset['summary']['context'] {
  return images === undefined ? context : { ...context, images };
}

/** @throws FlowscopeError `disk-full` | `unwritable` */
export async function writeDataRecord(
  directory: string,
  dataset: Omit<Dataset, 'train' | 'validation' | 'test'>,
  files: FileSystem = nodeFileSystem,
): Promise<void> {
  const { summary, standardization } = dataset;
  const finite = (bound: number) => (Number.isFinite(bound) ? bound : null);
  const { low, high, closed } = summary.range;
  const record = {
    summary: { ...summary, range: { low: finite(low), high: finite(high), closed } },
    columns: dataset.columns,
    standardization: standardization && { mean: [...standardization.mean], std: [...standardization.std] },
    ...(dataset.chains === undefined ? {} : { chains: dataset.chains }),
    dequantizedColumns: dataset.dequantizedColumns,
    ...(dataset.grids === undefined ? {} : { grids: dataset.grids }),
    ...(dataset.categories === undefined ? {} : { categories: dataset.categories }),
    ...(dataset.weight === undefined ? {} : { weight: dataset.weight }),
    ...(dataset.part === undefined ? {} : { part: dataset.part }),
    contextEncoding: dataset.contextEncoding ?? null,
    ...(dataset.conditions === undefined ? {} : { conditions: dataset.conditions }),
    hasDensity: dataset.density !== null,
    fingerprint: dataset.fingerprint,
  };
  await replaceFile(files, dataPath(directory), encodeChecked(record, 1));
}

/**
 * The data record of a run; null for a run of an older Flowscope, which did not write one.
 * @throws FlowscopeError `run-damaged` if it was changed or cannot be parsed
 */
export async function readDataRecord(
  run: Pick<Run, 'directory' | 'record' | 'verified'>,
): Promise<RecordedData | null> {
  const value = await readDataFile(run);
  if (value === null) return null;
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw damagedData(run, `${issue.path.join('.') || 'it'}: ${issue.message}`);
  }
  const {
    summary,
    standardization,
    contextEncoding,
    conditions: layout,
    chains,
    grids,
    categories,
    weight,
    part,
    ...rest
  } = parsed.data;
  if (rest.fingerprint !== run.record.dataFingerprint)
    throw damagedData(run, 'it describes different data than run.json');
  const width = rest.columns.length;
  if (width !== summary.shape.reduce((product, extent) => product * extent, 1)) {
    throw damagedData(run, `its ${width} columns do not match the shape [${summary.shape.join(', ')}]`);
  }
  if (standardization && (standardization.mean.length !== width || standardization.std.length !== width)) {
    throw damagedData(run, `its standardization does not have ${width} columns`);
  }
  if (chains && (chains.length !== width || standardization === null)) {
    throw damagedData(run, `its steps are not those of ${width} columns`);
  }
  const { trainingRows, periods, turnStarts, range, context, ...facts } = summary;
  return {
    ...rest,
    summary: {
      ...facts,
      context: context && planContext(context),
      range: { ...range, low: range.low ?? -Infinity, high: range.high ?? Infinity },
      ...(trainingRows === undefined ? {} : { trainingRows }),
      ...(periods === undefined ? {} : { periods }),
      ...(turnStarts === undefined ? {} : { turnStarts }),
    },
    standardization: standardization && {
      mean: Float64Array.from(standardization.mean),
      std: Float64Array.from(standardization.std),
    },
    ...(chains === undefined ? {} : { chains }),
    ...(contextEncoding === null ? {} : { contextEncoding }),
    ...(layout === undefined ? {} : { conditions: layout }),
    ...(grids === undefined ? {} : { grids }),
    ...(part === undefined ? {} : { part }),
    ...(categories === undefined ? {} : { categories }),
    ...(weight === undefined ? {} : { weight }),
  };
}
