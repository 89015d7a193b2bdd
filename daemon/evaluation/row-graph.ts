/** Graphs on batches of stored rows, their inputs and what is fed to them. */
import { type DataEntry, type Entered, enterBatch, enteredDensity } from '../data/columns/enter.ts';
import type { PreparedRows } from '../data/prepare.ts';
import { rowWidth, valuesBetween } from '../data/stored/stored-rows.ts';
import type { Environment, Probe } from '../flow/apply/environment.ts';
import type { Density, Flow } from '../flow/flow.ts';
import { density, parameterInputs } from '../flow/flow.ts';
import { namedTensors, parameterUnits } from '../flow/parameter-units.ts';
import type { DensityModel } from '../models/definition.ts';
import { type RandomStream, randomStream } from '../random/random-stream.ts';
import type { Values } from '../runtime/runtime.ts';
import { input, toFloat } from '../tensor/ops/leaf.ts';
import { scan } from '../tensor/ops/scan.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';
import { sizeOf } from '../tensor/tensor.ts';

/** Values of all stored parameters, by name. */
export type ParameterValues = ReadonlyMap<string, Float32Array>;

export interface NoiseInput {
  readonly name: string;
  readonly kind: 'uniform' | 'normal';
  /** With the batch axis first. */
  readonly shape: Shape;
}

/** Noise inputs of a graph, `noise0`, `noise1`, … in the order in which they are added while it is built. */
export interface NoiseInputs {
  readonly inputs: readonly (NoiseInput & { readonly tensor: Tensor })[];
  readonly add: Environment['noise'];
}

export function noiseInputs(): NoiseInputs {
  const inputs: (NoiseInput & { readonly tensor: Tensor })[] = [];
  return {
    inputs,
    add(kind, shape) {
      const name = `noise${inputs.length}`;
      const tensor = input(name, shape);
      inputs.push({ name, kind, shape, tensor });
      return tensor;
    },
  };
}

/** The inputs of a graph on a batch of stored rows. */
export interface RowGraph {
  /** The batch in the model's units. */
  readonly x: Tensor;
  readonly inputs: readonly { readonly name: string; readonly tensor: Tensor }[];
  readonly noise: readonly NoiseInput[];
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** What the way from prepared rows to the model's units adds to log q (`enteredDensity`). */
  readonly entered: Pick<Entered, 'logDets'>;
}

export interface RowGraphOptions {
  readonly batch: number;
  readonly dtype: 'float' | 'uint8';
  /** What is done to the rows first; null: they are in the model's units already. */
  readonly entry: DataEntry | null;
  readonly loop?: Environment['loop'];
  readonly probe?: Probe | null;
  readonly initialize?: boolean;
  /**
   * Whether equal layers in a row run as a loop. The graph then takes parameters as `foldedFeeds` gives them, and its readings are
   * those of loops. Absent: no.
   */
  readonly folds?: boolean;
}

/** Stored parameters and the shapes of what a model takes: all that a graph on its rows needs to know. */
export type RowSubject = Pick<DensityModel, 'inputShape' | 'contextSize' | 'parameters'>;

/** A graph that `build` makes of a batch of stored rows, beside its inputs. */
export function rowGraph<T extends object>(
  subject: RowSubject,
  options: RowGraphOptions,
  build: (x: Tensor, environment: Environment) => T,
): T & RowGraph {
  const { batch, dtype, entry, loop = scan, probe = null, initialize = false, folds = false } = options;
  const given = folds ? foldedInputs(subject) : parameterInputs(subject);
  const parameters = folds ? withMembers(subject, given) : given;
  const rows = input('rows', [batch, ...subject.inputShape], dtype);
  const context = subject.contextSize > 0 ? input('context', [batch, subject.contextSize]) : null;
  const noise = noiseInputs();
  const environment: Environment = { parameters, context, noise: noise.add, loop, probe, initialize, folds };
  const entered = enterBatch(toFloat(rows), entry, noise.add);
  const { x } = entered;
  return {
    ...build(x, environment),
    x,
    entered,
    parameters,
    inputs: [
      { name: 'rows', tensor: rows },
      ...(context ? [{ name: 'context', tensor: context }] : []),
      ...noise.inputs.map(({ name, tensor }) => ({ name, tensor })),
      ...[...given].map(([name, tensor]) => ({ name, tensor })),
    ],
    noise: noise.inputs,
  };
}

/** Graph inputs for all parameters, those of folded layers stacked. */
function foldedInputs({ parameters }: RowSubject): Map<string, Tensor> {
  return new Map(
    parameterUnits(parameters).map(({ name, shape, members }) => [name, input(name, shape, members[0]!.dtype)]),
  );
}

function withMembers({ parameters }: RowSubject, given: ReadonlyMap<string, Tensor>): Map<string, Tensor> {
  return new Map(parameterUnits(parameters).flatMap((unit) => namedTensors(unit, given.get(unit.name)!)));
}

/** The graph of a flow's log q of rows, up to the constant of `DataTransform`, with its terms. */
export type RowDensity = Density & RowGraph;

export function rowDensity(flow: Flow, options: RowGraphOptions): RowDensity {
  const graph = rowGraph(flow, options, (x, environment) => density(flow, x, environment));
  return { ...graph, logProb: enteredDensity(graph.logProb, graph.entered) };
}

/** Parameter feeds: int64 buffers are stored as floats and converted here. */
export function parameterFeeds(
  { parameters }: Pick<RowSubject, 'parameters'>,
  values: ParameterValues,
): Record<string, Values> {
  const feeds: Record<string, Values> = {};
  for (const { name, dtype } of parameters) {
    const own = values.get(name);
    if (!own) throw new Error(`no values for parameter '${name}'`);
    feeds[name] = dtype === 'int64' ? BigInt64Array.from(own, BigInt) : own;
  }
  return feeds;
}

/** Parameter feeds of a graph that folds layers. */
export function foldedFeeds(
  { parameters }: Pick<RowSubject, 'parameters'>,
  values: ParameterValues,
): Record<string, Values> {
  const feeds = parameterFeeds({ parameters }, values);
  return Object.fromEntries(
    parameterUnits(parameters).map(({ name, members }) => [name, joined(members.map((own) => feeds[own.name]!))]),
  );
}

function joined(slices: readonly Values[]): Values {
  const [first] = slices as readonly [Values];
  if (slices.length === 1) return first;
  if (first instanceof BigInt64Array)
    return BigInt64Array.from(slices.flatMap((slice) => (slice instanceof BigInt64Array ? Array.from(slice) : [])));
  const result = new Float32Array(slices.length * first.length);
  for (const [i, slice] of slices.entries()) if (!(slice instanceof BigInt64Array)) result.set(slice, i * first.length);
  return result;
}

export function fillNoise(stream: RandomStream, kind: NoiseInput['kind'], values: Float32Array): void {
  if (kind === 'uniform') stream.fillUniform(values);
  else stream.fillNormal(values);
}

/** Fills a batch's feeds with rows start … start+batch−1; beyond the end the last row is repeated. */
export function batchFeeds(
  rows: PreparedRows,
  start: number,
  batch: number,
  noise: readonly NoiseInput[],
  noiseSeed: number,
): Record<string, Values> {
  const end = Math.min(rows.count, start + batch);
  const width = rowWidth(rows);
  const feeds: Record<string, Values> = { rows: padded(valuesBetween(rows, start, end), width, batch) };
  if (rows.context) {
    const size = rows.context.length / rows.count;
    feeds.context = padded(rows.context.subarray(start * size, end * size), size, batch);
  }
  for (const own of noise) feeds[own.name] = evaluationNoise(own, noiseSeed, start);
  return feeds;
}

/** Noise of the batch that begins with row `start`. */
export function evaluationNoise({ name, kind, shape }: NoiseInput, noiseSeed: number, start: number): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  fillNoise(randomStream(noiseSeed, 'evaluation-noise', name, start), kind, values);
  return values;
}

/** At most `batch` rows, padded with copies of the last one. */
function padded<T extends Float32Array | Uint8Array>(part: T, width: number, batch: number): T {
  const size = batch * width;
  if (part.length === size) return part;
  const result = (part instanceof Uint8Array ? new Uint8Array(size) : new Float32Array(size)) as T;
  result.set(part);
  const last = part.subarray(part.length - width);
  for (let at = part.length; at < size; at += width) result.set(last, at);
  return result;
}
