/** How far an exported file is from the engine. */
import { batchFeeds, parameterFeeds, rowDensity } from '../flow/evaluator.ts';
import { randomStream } from '../random/random-stream.ts';
import type { OpenModel } from '../runtime/onnxruntime/open-model.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { comparisonContexts, comparisonRows } from './comparison-rows.ts';
import { contextScale } from './context-scale.ts';
import type { ExportedFunction } from './export-graph.ts';
import { smooth } from './influence.ts';
import { samplingGraph } from './inverse-graph.ts';
import type { OpenFacts, OpenFlow } from './open-flow.ts';

type Sources = Pick<OpenFlow, 'flow' | 'plan' | 'parameters'>;

export interface ExportedModel {
  readonly model: OpenModel;
  readonly inputs: readonly { readonly name: string; readonly shape: readonly (number | 'batch')[] }[];
  readonly output: string;
}

/** What both are asked, and what the engine answers. */
interface Comparison {
  readonly count: number;
  /** By the file's input names, data units. */
  readonly feeds: Readonly<Record<string, Float32Array>>;
  readonly expected: ArrayLike<number>;
  /** How far one element of the file's answer is from the engine's. */
  difference(found: number, expected: number, index: number): number;
}

const ROWS = 64;
const SEED = 0;

/** Largest |file − engine|/max(1, |engine|), the file run as one batch and in batches of 7. */
export async function exportError(
  runtime: Runtime,
  open: Sources,
  data: OpenFacts,
  name: ExportedFunction,
  exported: ExportedModel,
): Promise<number> {
  const comparison =
    name === 'sample' ? await compareSamples(runtime, open, data) : await compareRows(runtime, open, data, name);
  let largest = 0;
  for (const batch of [comparison.count, 7]) {
    const found = await answers(exported, comparison, batch);
    for (let i = 0; i < comparison.expected.length; i++) {
      const value = comparison.expected[i]!;
      largest = Math.max(largest, comparison.difference(found[i]!, value, i) / Math.max(1, Math.abs(value)));
    }
  }
  return largest;
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
  const rows = await comparisonRows(runtime, { flow, parameters }, { dataset, transform }, ROWS);
  const count = Math.min(ROWS, rows.count);
  const prepared = transform.prepare(rows);
  const dtype = prepared.values instanceof Uint8Array ? 'uint8' : 'float';
  const graph = rowDensity(flow, { batch: count, dtype, noiseScale: transform.noiseScale });
  const tensor = name === 'encode' ? graph.latent : graph.logProb;
  const compiled = await runtime.compile({ inputs: graph.inputs, outputs: [{ name, tensor }] });
  const fed = batchFeeds(prepared, 0, count, graph.noise, SEED);
  const answer = await compiled.run({ ...parameterFeeds(flow, parameters), ...fed });
  await compiled.dispose();
  const offset = name === 'log_prob' ? transform.logDet : 0;
  const feeds: Record<string, Float32Array> = {
    x: Float32Array.from(rows.values.subarray(0, count * sizeOf(flow.inputShape))),
  };
  if (fed.context) feeds.context = inDataUnits(fed.context as Float32Array, dataset);
  for (const [i, noise] of graph.noise.entries()) feeds[noiseName(i)] = fed[noise.name] as Float32Array;
  return {
    count,
    feeds,
    expected: Float64Array.from(answer[name]!, (value) => value + offset),
    difference: (found, expected) => Math.abs(found - expected),
  };
}

async function compareSamples(
  runtime: Runtime,
  { flow, plan, parameters }: Sources,
  { dataset, transform }: OpenFacts,
): Promise<Comparison> {
  const count = ROWS;
  const random = randomStream(SEED, 'export');
  const noise = new Float32Array(count * sizeOf(flow.latentShape));
  if (flow.base.noise === 'uniform') random.fillUniform(noise);
  else random.fillNormal(noise);
  const context = comparisonContexts(dataset, count);
  const temperature = Float32Array.of(1);
  // Before rounding to whole numbers: there a difference in the last digit may be a whole one.
  const graph = samplingGraph({ ...flow, segments: smooth(flow.segments, plan) }, count);
  const compiled = await runtime.compile({ inputs: graph.inputs, outputs: [{ name: 'x', tensor: graph.x }] });
  const { x } = await compiled.run({
    ...parameterFeeds(flow, parameters),
    noise,
    temperature,
    ...(context ? { context } : {}),
  });
  await compiled.dispose();
  const periods = dataset.summary.periods ?? [];
  const isImage = dataset.summary.bits !== null;
  const width = dataset.columns.length;
  return {
    count,
    feeds: { noise, temperature, ...(context ? { context: inDataUnits(context, dataset) } : {}) },
    expected: transform.restore(Float32Array.from(x!)),
    difference(found, expected, index) {
      if (isImage) return outsideBin(found, Math.min(Math.max(expected, 0), 2 ** dataset.summary.bits!));
      if (dataset.dequantizedColumns.includes(index % width)) return outsideBin(found, expected);
      const period = periods[index % width] ?? null;
      const apart = Math.abs(found - expected);
      return period === null ? apart : Math.abs(apart - period * Math.round(apart / period));
    },
  };
}

/** How far `value` is from the numbers that are rounded down to `whole`. */
function outsideBin(whole: number, value: number): number {
  return Math.max(0, whole - value, value - (whole + 1));
}

function noiseName(index: number): string {
  return index === 0 ? 'noise' : `noise${index}`;
}

function inDataUnits(context: Float32Array, dataset: OpenFacts['dataset']): Float32Array {
  const { mean, std } = contextScale(dataset);
  return context.map((value, i) => value * std[i % std.length]! + mean[i % mean.length]!);
}
