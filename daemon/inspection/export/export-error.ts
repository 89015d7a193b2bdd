/** Measures how far an exported file is from the engine. */

import { entryNames } from '../../data/context-layout.ts';
import type { Rows } from '../../data/definition.ts';
import { floorToGrid, gridOf } from '../../data/grid.ts';
import { dtypeOf } from '../../data/prepare.ts';
import { valuesBetween } from '../../data/stored/stored-rows.ts';
import { batchFeeds, parameterFeeds, rowDensity } from '../../evaluation/row-graph.ts';
import { fillLatentNoise, latentNoiseShape } from '../../flow/latent-noise.ts';
import { randomStream } from '../../random/random-stream.ts';
import type { OpenModel } from '../../runtime/onnxruntime/open-model.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { samplingGraph } from '../graphs/inverse-graph.ts';
import { smooth } from '../opened/flow-maps.ts';
import type { OpenFacts, OpenFlow } from '../opened/open-flow.ts';
import { comparisonContexts, comparisonRows } from './comparison-rows.ts';
import { contextScale } from './context-scale.ts';
import type { ExportedFunction } from './export-graph.ts';
import type { ColumnRounding, Exactness } from './export-precision.ts';
import { roundingOf } from './export-precision.ts';

type Sources = Pick<OpenFlow, 'flow' | 'plan' | 'parameters'>;

export interface ExportedModel {
  readonly model: OpenModel;
  readonly inputs: readonly { readonly name: string; readonly shape: readonly (number | 'batch')[] }[];
  readonly output: string;
}

/** The inputs of both, and the engine's output. */
interface Comparison {
  readonly count: number;
  /** By the file's input names, data units. */
  readonly feeds: Readonly<Record<string, Float32Array>>;
  readonly expected: ArrayLike<number>;
  /** The engine's output if its inputs and outputs are rounded to float32. */
  readonly rounded: ArrayLike<number>;
  /** Distance of one element of the file's output from the engine's, relative to max(1, |engine|). */
  difference(found: number, expected: number, index: number): number;
  readonly columns: readonly ColumnRounding[];
}

const ROWS = 64;
const SEED = 0;

/**
 * Largest |file − engine|/max(1, |engine|), with the file run as one batch and in batches of 7. Samples are compared in
 * standardized units: in data units a large mean would hide any error.
 */
export async function exportError(
  runtime: Runtime,
  open: Sources,
  data: OpenFacts,
  name: ExportedFunction,
  exported: ExportedModel,
): Promise<Exactness> {
  const comparison =
    name === 'sample' ? await compareSamples(runtime, open, data) : await compareRows(runtime, open, data, name);
  const { expected, columns } = comparison;
  const largest = (found: ArrayLike<number>) => {
    let most = 0;
    for (let i = 0; i < expected.length; i++) {
      // Also covers equal infinities and NaN in both.
      if (Object.is(found[i], expected[i])) continue;
      most = Math.max(most, comparison.difference(found[i]!, expected[i]!, i));
    }
    return most;
  };
  const errors: number[] = [];
  for (const batch of [comparison.count, 7]) errors.push(largest(await answers(exported, comparison, batch)));
  return { maxError: Math.max(...errors), unavoidable: largest(comparison.rounded), columns };
}

/** The file's output for all rows, `batch` at a time. */
async function answers({ model, inputs, output }: ExportedModel, { count, feeds }: Comparison, batch: number) {
  const found: number[] = [];
  for (let start = 0; start < count; start += batch) {
    const rows = Math.min(batch, count - start);
    const part = inputs.map(({ name, shape }) => {
      const values = feeds[name]!;
      if (shape[0] !== 'batch') return [name, { values, shape: shape as readonly number[] }] as const;
      const width = values.length / count;
      const own = values.slice(start * width, (start + rows) * width);
      return [name, { values: own, shape: shape.map((extent) => (extent === 'batch' ? rows : extent)) }] as const;
    });
    const results = await model.run(Object.fromEntries(part));
    for (const value of results[output]!) found.push(value);
  }
  return found;
}

async function compareRows(
  runtime: Runtime,
  { flow, parameters }: Sources,
  { dataset, transform }: OpenFacts,
  name: 'log_prob' | 'encode',
): Promise<Comparison> {
  const all = await comparisonRows(runtime, { flow, parameters }, { dataset, transform }, ROWS);
  const count = Math.min(ROWS, all.count);
  const rows = firstRows(all, count);
  const dtype = dtypeOf(rows);
  const graph = rowDensity(flow, { batch: count, dtype, entry: transform.entry });
  const tensor = name === 'encode' ? graph.latent : graph.logProb;
  const compiled = await runtime.compile({ inputs: graph.inputs, outputs: [{ name, tensor }] });
  const fed = (own: Rows) => batchFeeds(transform.prepare(own), 0, count, graph.noise, SEED);
  const offset = name === 'log_prob' ? transform.logDet : 0;
  const ask = async (own: Rows) => {
    const answer = await compiled.run({ ...parameterFeeds(flow, parameters), ...fed(own) });
    return Float64Array.from(answer[name]!, (value) => value + offset);
  };
  try {
    const context = rows.context && inDataUnits(rows.context, dataset);
    const feeds: Record<string, Float32Array> = { x: Float32Array.from(rows.values) };
    if (context) feeds.context = Float32Array.from(context);
    const noises = fed(rows);
    for (const [i, noise] of graph.noise.entries()) feeds[noiseName(i)] = noises[noise.name] as Float32Array;
    return {
      count,
      feeds,
      expected: await ask(rows),
      rounded: await ask(roundedRows(rows, context, dataset)),
      difference: (found, expected) => Math.abs(found - expected) / Math.max(1, Math.abs(expected)),
      columns: [...roundingOf(rows.values, scales(dataset)), ...contextRounding(context, dataset)],
    };
  } finally {
    await compiled.dispose();
  }
}

function firstRows(rows: Rows, most: number): Rows {
  const { context, count } = rows;
  return {
    count: most,
    values: valuesBetween(rows, 0, most).slice(),
    context: context?.slice(0, (context.length / count) * most) ?? null,
  };
}

/** The rows as the file sees them, after rounding to float32. */
function roundedRows(rows: Rows, context: Float64Array | null, dataset: OpenFacts['dataset']): Rows {
  const values = rows.values instanceof Float64Array ? rows.values.map(Math.fround) : rows.values;
  return { ...rows, values, context: context && standardized(context.map(Math.fround), dataset) };
}

async function compareSamples(
  runtime: Runtime,
  { flow, plan, parameters }: Sources,
  { dataset, transform }: OpenFacts,
): Promise<Comparison> {
  const count = ROWS;
  const random = randomStream(SEED, 'export');
  const noise = new Float32Array(count * sizeOf(latentNoiseShape(flow)));
  fillLatentNoise(flow, random, noise);
  const context = comparisonContexts(dataset, count);
  const ownContext = context && inDataUnits(context, dataset);
  const temperature = Float32Array.of(1);
  // Compare before rounding to whole numbers: after it, a difference in the last digit may become a whole unit.
  const graph = samplingGraph({ ...flow, segments: smooth(flow.segments, plan) }, count);
  const compiled = await runtime.compile({ inputs: graph.inputs, outputs: [{ name: 'x', tensor: graph.x }] });
  const ask = async (own: Float32Array | null) => {
    const feeds = { noise, temperature, ...(own ? { context: own } : {}) };
    const { x } = await compiled.run({ ...parameterFeeds(flow, parameters), ...feeds });
    return transform.restore(Float32Array.from(x!));
  };
  try {
    const expected = await ask(context);
    const rounded = await ask(ownContext && standardized(ownContext.map(Math.fround), dataset));
    return {
      count,
      feeds: { noise, temperature, ...(ownContext ? { context: Float32Array.from(ownContext) } : {}) },
      expected,
      rounded: rounded.map(wholeColumns(dataset)),
      difference: sampleDifference(dataset),
      columns: [...roundingOf(expected, scales(dataset)), ...contextRounding(ownContext, dataset)],
    };
  } finally {
    await compiled.dispose();
  }
}

/** Rounds to float32, and to whole numbers or to values of a grid if the file returns such. */
function wholeColumns({ dequantizedColumns, grids, columns, summary }: OpenFacts['dataset']) {
  return (value: number, index: number) => {
    if (summary.bits !== null) return Math.fround(Math.floor(value));
    const column = index % columns.length;
    return Math.fround(dequantizedColumns.includes(column) ? floorToGrid(value, gridOf(grids, column)) : value);
  };
}

function sampleDifference(dataset: OpenFacts['dataset']): Comparison['difference'] {
  const { summary, columns, dequantizedColumns, grids, categories = [] } = dataset;
  const categoryCounts = new Map(categories.map(({ column, values }) => [column, values.length]));
  const periods = summary.periods ?? [];
  const width = columns.length;
  const own = scales(dataset);
  const top = summary.bits === null ? null : 2 ** summary.bits;
  return (found, expected, index) => {
    const { mean, std } = own[index % width]!;
    return apart() / std / Math.max(1, Math.abs(expected - mean) / std);

    function apart(): number {
      const highest = top ?? categoryCounts.get(index % width);
      if (highest !== undefined) return outsideBin(found, Math.min(Math.max(expected, 0), highest));
      const isDequantized = dequantizedColumns.includes(index % width);
      const step = isDequantized ? gridOf(grids, index % width).step : 0;
      const period = periods[index % width] ?? null;
      const turns = period === null ? 0 : period * Math.round((found + step / 2 - expected) / period);
      return outsideBin(found, expected + turns, step);
    }
  };
}

/** Mean and standard deviation of each column for the flow: 0 and 1 if it is not standardized. */
function scales({ columns, standardization }: OpenFacts['dataset']) {
  return columns.map((column, j) => ({
    column,
    mean: standardization?.mean[j] ?? 0,
    std: Math.abs(standardization?.std[j] ?? 1),
  }));
}

/** Distance of `value` from the interval that is rounded down to `whole`. @param step width of the interval */
function outsideBin(whole: number, value: number, step = 1): number {
  return Math.max(0, whole - value, value - (whole + step));
}

function noiseName(index: number): string {
  return index === 0 ? 'noise' : `noise${index}`;
}

/** [n, C] */
function inDataUnits(context: Float32Array, dataset: OpenFacts['dataset']): Float64Array {
  const { mean, std } = contextScale(dataset);
  return Float64Array.from(context, (value, i) => value * std[i % std.length]! + mean[i % mean.length]!);
}

function standardized(context: Float64Array, dataset: OpenFacts['dataset']): Float32Array {
  const { mean, std } = contextScale(dataset);
  return Float32Array.from(context, (value, i) => (value - mean[i % mean.length]!) / std[i % std.length]!);
}

function contextRounding(context: Float64Array | null, dataset: OpenFacts['dataset']): readonly ColumnRounding[] {
  if (context === null) return [];
  const { mean, std } = contextScale(dataset);
  const names = entryNames(dataset.contextEncoding ?? []);
  return roundingOf(
    context,
    names.map((column, i) => ({ column, mean: mean[i]!, std: std[i]! })),
  );
}
