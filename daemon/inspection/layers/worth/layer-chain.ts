/** A flow's layers as separate functions of rows, so that one can be replaced and the rest stays as it is. */
import type { NoiseInput, ParameterValues } from '../../../evaluation/row-graph.ts';
import { fillNoise, noiseInputs, parameterFeeds } from '../../../evaluation/row-graph.ts';
import { applySegments } from '../../../flow/apply/apply-segments.ts';
import type { Direction } from '../../../flow/definition.ts';
import { encoderParameters, type Flow, parameterInputs, withEncodedContext } from '../../../flow/flow.ts';
import { storedParameters } from '../../../flow/parameters.ts';
import { type PlacedLeaf, placedLeaves } from '../../../flow/placed-leaves.ts';
import type { Leaf } from '../../../flow/segments.ts';
import { randomStream } from '../../../random/random-stream.ts';
import type { CompiledFunction, Runtime } from '../../../runtime/runtime.ts';
import { concat } from '../../../tensor/ops/concat-split.ts';
import { input } from '../../../tensor/ops/leaf.ts';
import { scan } from '../../../tensor/ops/scan.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { batchOf, forEachBatch } from '../../graphs/batches.ts';

/** Rows on their way through the layers. */
export interface Passing {
  /** The flow's units, row-major [n, D]. What leaves the flow keeps its columns, and later layers map the others. */
  readonly values: Float32Array;
  /** [n, C], or null. */
  readonly context: Float32Array | null;
  /** Σ log|det| of the layers passed, nats, [n]. */
  readonly logDet: Float64Array;
}

export interface LayerChain {
  readonly length: number;
  /** @throws the signal's reason once it is aborted */
  apply(layer: number, from: Passing): Promise<Passing>;
  dispose(): Promise<void>;
}

export interface ChainOptions {
  /** Rows at once. */
  readonly batch: number;
  readonly noiseSeed: number;
  readonly signal: AbortSignal | null;
}

interface CompiledLeaf {
  readonly run: CompiledFunction;
  readonly noise: readonly NoiseInput[];
}

export async function layerChain(
  runtime: Runtime,
  flow: Flow,
  parameters: ParameterValues,
  { batch, noiseSeed, signal }: ChainOptions,
): Promise<LayerChain> {
  const placed = placedLeaves(flow.segments);
  const compiled = new Map<string, CompiledLeaf>();
  const keyOf = ({ leaf, direction }: PlacedLeaf) => `${direction} ${leaf.type} ${leaf.prefix}`;
  const dispose = async () => {
    for (const { run } of compiled.values()) await run.dispose();
  };
  try {
    for (const at of placed) {
      signal?.throwIfAborted();
      const key = keyOf(at);
      if (!compiled.has(key)) compiled.set(key, await compileLeaf(runtime, at.leaf, at.direction, batch, flow));
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  const shared = parameterFeeds({ parameters: encoderParameters(flow.encoder) }, parameters);
  const feeds = placed.map((at) => ({ ...shared, ...feedsOf(at, parameters) }));
  const columns = columnsOf(placed, sizeOf(flow.inputShape));
  return {
    length: placed.length,
    async apply(layer, { values, context, logDet: passed }) {
      const { run, noise } = compiled.get(keyOf(placed[layer]!))!;
      const count = passed.length;
      const width = values.length / count;
      const own = columns[layer]!;
      const isWhole = own.length === width;
      const from = isWhole ? values : columnsAt(values, width, own);
      const to = {
        values: isWhole ? new Float32Array(values.length) : values.slice(),
        context,
        logDet: passed.slice(),
      };
      await forEachBatch(count, batch, signal, async (start, rows) => {
        const { value, logDet } = await run.run({
          ...feeds[layer]!,
          ...(context === null ? {} : { context: batchOf(context, flow.contextSize, start, batch) }),
          ...noiseFeeds(noise, [noiseSeed, layer, start]),
          x: batchOf(from, own.length, start, batch),
        });
        if (isWhole) to.values.set(value!.subarray(0, rows * width), start * width);
        else for (let i = 0; i < rows * own.length; i++) to.values[placeOf(i, start, width, own)] = value![i]!;
        for (let i = 0; i < rows; i++) to.logDet[start + i]! += logDet![i % logDet!.length]!;
      });
      return to;
    },
    dispose,
  };
}

/** The columns of the rows that each layer maps, in the order of its elements. */
function columnsOf(placed: readonly PlacedLeaf[], width: number): readonly (readonly number[])[] {
  let columns: readonly number[] = Array.from({ length: width }, (_, i) => i);
  return placed.map(({ leaf: { inputShape, factored } }) => {
    const own = columns;
    const channels = inputShape.at(-1)!;
    if (factored > 0) columns = own.filter((_, i) => i % channels < channels - factored);
    return own;
  });
}

function columnsAt(values: Float32Array, width: number, columns: readonly number[]): Float32Array {
  const rows = values.length / width;
  return Float32Array.from({ length: rows * columns.length }, (_, i) => values[placeOf(i, 0, width, columns)]!);
}

/** Where the element `i` of rows from `start` on, which have only these columns, is in whole rows. */
function placeOf(i: number, start: number, width: number, columns: readonly number[]): number {
  return (start + Math.floor(i / columns.length)) * width + columns[i % columns.length]!;
}

async function compileLeaf(
  runtime: Runtime,
  leaf: Leaf,
  direction: Direction,
  batch: number,
  { contextSize, encoder }: Pick<Flow, 'contextSize' | 'encoder'>,
): Promise<CompiledLeaf> {
  const parameters = parameterInputs({ parameters: [...storedParameters([leaf]), ...encoderParameters(encoder)] });
  const noise = noiseInputs();
  const x = input('x', [batch, ...(direction === 'forward' ? leaf.inputShape : leaf.outputShape)]);
  const context = contextSize > 0 ? input('context', [batch, contextSize]) : null;
  const plain = { parameters, context, noise: noise.add, loop: scan, probe: null, initialize: false };
  const environment = withEncodedContext({ encoder }, plain);
  const { value, factored, readings } = applySegments([leaf], x, direction, environment);
  const whole = factored.length === 0 ? value : concat([value, ...factored], value.shape.length - 1);
  const run = await runtime.compile({
    inputs: [
      { name: 'x', tensor: x },
      ...(context === null ? [] : [{ name: 'context', tensor: context }]),
      ...noise.inputs.map(({ name, tensor }) => ({ name, tensor })),
      ...[...parameters].map(([name, tensor]) => ({ name, tensor })),
    ],
    outputs: [
      { name: 'value', tensor: whole },
      { name: 'logDet', tensor: readings[0]!.logDet },
    ],
  });
  return { run, noise: noise.inputs };
}

/** A layer's own slices of the stacked parameters. */
function feedsOf({ leaf, slice }: PlacedLeaf, parameters: ParameterValues) {
  const own = storedParameters([leaf]);
  const slices = own.map(({ name, shape }) => {
    const size = sizeOf(shape);
    return [name, parameters.get(name)!.subarray(slice * size, (slice + 1) * size)] as const;
  });
  return parameterFeeds({ parameters: own }, new Map(slices));
}

function noiseFeeds(noise: readonly NoiseInput[], at: readonly [seed: number, layer: number, start: number]) {
  const [seed, layer, start] = at;
  return Object.fromEntries(
    noise.map(({ name, kind, shape }) => {
      const values = new Float32Array(sizeOf(shape));
      fillNoise(randomStream(seed, 'layer-noise', name, layer, start), kind, values);
      return [name, values] as const;
    }),
  );
}
