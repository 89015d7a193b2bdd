/** Compiled evaluation of a flow on rows of data: log q, and latents if requested. */
import type { DataTransform, PreparedRows } from '../data/prepare.ts';
import type { Environment, Probe, Reading } from '../flow/apply.ts';
import type { Density, Flow } from '../flow/flow.ts';
import { density, parameterInputs } from '../flow/flow.ts';
import { randomStream } from '../random/random-stream.ts';
import type { CompiledFunction, Runtime, Values } from '../runtime/runtime.ts';
import { add, broadcastTo, mul } from '../tensor/ops/arithmetic.ts';
import { constant, input, toFloat } from '../tensor/ops/leaf.ts';
import { scan } from '../tensor/ops/scan.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { placeLogDensity } from './row-log-density.ts';
import { sampleRows, takePreparedRows } from './sample-rows.ts';

/** Values of all stored parameters, by name. */
export type ParameterValues = ReadonlyMap<string, Float32Array>;

export interface NoiseInput {
  readonly name: string;
  readonly kind: 'uniform' | 'normal';
  /** With the batch axis first. */
  readonly shape: Shape;
}

/** The graph of log q on a batch of stored rows. */
export interface RowDensity extends Density {
  /** The batch in the flow's units, after dequantization. */
  readonly x: Tensor;
  readonly inputs: readonly { readonly name: string; readonly tensor: Tensor }[];
  readonly noise: readonly NoiseInput[];
  readonly parameters: ReadonlyMap<string, Tensor>;
}

export interface RowDensityOptions {
  readonly batch: number;
  readonly dtype: 'float' | 'uint8';
  readonly noiseScale: readonly number[] | null;
  readonly loop?: Environment['loop'];
  readonly probe?: Probe | null;
  readonly initialize?: boolean;
}

export function rowDensity(flow: Flow, options: RowDensityOptions): RowDensity {
  const { batch, dtype, noiseScale, loop = scan, probe = null, initialize = false } = options;
  const parameters = parameterInputs(flow);
  const rows = input('rows', [batch, ...flow.inputShape], dtype);
  const context = flow.contextSize > 0 ? input('context', [batch, flow.contextSize]) : null;
  const noise: (NoiseInput & { tensor: Tensor })[] = [];
  const addNoise = (kind: 'uniform' | 'normal', shape: Shape) => {
    const name = `noise${noise.length}`;
    const tensor = input(name, shape);
    noise.push({ name, kind, shape, tensor });
    return tensor;
  };
  const environment: Environment = { parameters, context, noise: addNoise, loop, probe, initialize };
  const x = dequantizedBatch(toFloat(rows), noiseScale, addNoise);
  return {
    ...density(flow, x, environment),
    x,
    parameters,
    inputs: [
      { name: 'rows', tensor: rows },
      ...(context ? [{ name: 'context', tensor: context }] : []),
      ...noise.map(({ name, tensor }) => ({ name, tensor })),
      ...[...parameters].map(([name, tensor]) => ({ name, tensor })),
    ],
    noise,
  };
}

/** Adds uniform noise to integer-valued columns: in standardized units one integer is 1/std wide. */
export function dequantizedBatch(
  x: Tensor,
  scale: readonly number[] | null,
  noise: (kind: 'uniform', shape: Shape) => Tensor,
): Tensor {
  if (scale === null) return x;
  return add(x, mul(noise('uniform', x.shape), constant(scale, x.shape.slice(1))));
}

/** Parameter feeds: int64 buffers are stored as floats and converted here. */
export function parameterFeeds(flow: Flow, values: ParameterValues): Record<string, Values> {
  const feeds: Record<string, Values> = {};
  for (const { name, dtype } of flow.parameters) {
    const own = values.get(name);
    if (!own) throw new Error(`no values for parameter '${name}'`);
    feeds[name] = dtype === 'int64' ? BigInt64Array.from(own, BigInt) : own;
  }
  return feeds;
}

/** Fills a batch's feeds with rows start … start+batch−1; beyond the end the last row is repeated. */
export function batchFeeds(
  rows: PreparedRows,
  start: number,
  batch: number,
  noise: readonly NoiseInput[],
  noiseSeed: number,
): Record<string, Values> {
  const width = rows.values.length / rows.count;
  const feeds: Record<string, Values> = { rows: padded(rows.values, width, start, batch, rows.count) };
  if (rows.context) feeds.context = padded(rows.context, rows.context.length / rows.count, start, batch, rows.count);
  for (const { name, kind, shape } of noise) {
    const values = new Float32Array(sizeOf(shape));
    const stream = randomStream(noiseSeed, 'evaluation-noise', name, start);
    if (kind === 'uniform') stream.fillUniform(values);
    else stream.fillNormal(values);
    feeds[name] = values;
  }
  return feeds;
}

function padded<T extends Float32Array | Uint8Array>(
  values: T,
  width: number,
  start: number,
  batch: number,
  count: number,
): T {
  const end = Math.min(count, start + batch);
  const part = values.subarray(start * width, end * width) as T;
  if (end - start === batch) return part;
  const result = (values instanceof Uint8Array ? new Uint8Array(batch * width) : new Float32Array(batch * width)) as T;
  result.set(part);
  for (let row = end - start; row < batch; row++)
    result.set(values.subarray((count - 1) * width, count * width), row * width);
  return result;
}

/** Rows evaluated at once: enough to be fast, few enough for the cache and for cancelling. */
export function evaluationBatch(flow: Flow, rows: number): number {
  const limit = Math.max(32, Math.min(2048, Math.floor(2 ** 20 / sizeOf(flow.inputShape))));
  return Math.max(1, Math.min(limit, rows));
}

export interface Evaluator {
  /** log q(x) in data units, nats, one value per row; −∞ on float32 overflow. */
  logDensity(parameters: ParameterValues, rows: PreparedRows): Promise<Float64Array>;
  dispose(): Promise<void>;
}

/** Compiles log q for rows of one kind. `noiseSeed` fixes the dequantization noise, so that results are comparable. */
export async function createEvaluator(
  runtime: Runtime,
  flow: Flow,
  transform: DataTransform,
  rows: PreparedRows,
  noiseSeed: number,
): Promise<Evaluator> {
  const batch = evaluationBatch(flow, rows.count);
  const dtype = rows.values instanceof Uint8Array ? 'uint8' : 'float';
  const graph = rowDensity(flow, { batch, dtype, noiseScale: transform.noiseScale });
  const logProb = broadcastTo(graph.logProb, [batch]);
  const compiled = await runtime.compile({ inputs: graph.inputs, outputs: [{ name: 'logProb', tensor: logProb }] });
  return {
    async logDensity(parameters, data) {
      const { count } = data;
      const result = new Float64Array(count);
      const fixed = parameterFeeds(flow, parameters);
      const place = placeLogDensity(parameters, transform.logDet, data);
      for (let start = 0; start < count; start += batch) {
        const feeds = batchFeeds(data, start, batch, graph.noise, noiseSeed);
        const { logProb: values } = await compiled.run({ ...fixed, ...feeds });
        place(values!, start, Math.min(batch, count - start), result);
      }
      return result;
    },
    dispose: () => compiled.dispose(),
  };
}

/**
 * New parameter values from a data pass through the layers that are initialized from data (actnorm); the others are
 * unchanged. The rows are a sample of the data and, like their noise, determined by `seed`.
 */
export async function initializeFromData(
  runtime: Runtime,
  flow: Flow,
  transform: DataTransform,
  rows: PreparedRows,
  parameters: ParameterValues,
  seed: number,
): Promise<Map<string, Float32Array>> {
  const result = new Map(parameters);
  const batch = evaluationBatch(flow, rows.count);
  const dtype = rows.values instanceof Uint8Array ? 'uint8' : 'float';
  const graph = rowDensity(flow, { batch, dtype, noiseScale: transform.noiseScale, initialize: true });
  const outputs = graph.readings.flatMap(({ leaf, initialized }: Reading) =>
    Object.entries(initialized).map(([name, tensor]) => ({ name: `${leaf.prefix}.${name}`, tensor })),
  );
  if (outputs.length === 0) return result;
  const compiled: CompiledFunction = await runtime.compile({
    inputs: graph.inputs,
    outputs: outputs.map(({ name, tensor }) => ({ name: `new:${name}`, tensor })),
  });
  const sample = takePreparedRows(rows, sampleRows(rows.count, batch, randomStream(seed, 'initialization', 'rows')));
  const feeds = batchFeeds(sample, 0, batch, graph.noise, seed);
  const values = await compiled.run({ ...parameterFeeds(flow, parameters), ...feeds });
  await compiled.dispose();
  for (const { name } of outputs) result.set(name, Float32Array.from(values[`new:${name}`]!));
  return result;
}
