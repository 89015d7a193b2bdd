/** Encodes rows of data as points of the latent space. */

import { enteredDensity } from '../../data/columns/enter.ts';
import type { PreparedRows } from '../../data/prepare.ts';
import { dtypeOf } from '../../data/prepare.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { chosenFeeds } from '../../evaluation/chosen-rows.ts';
import { evaluationBatch } from '../../evaluation/evaluator.ts';
import { batchFeeds, type NoiseInput, parameterFeeds, rowGraph } from '../../evaluation/row-graph.ts';
import { placeLogDensity } from '../../evaluation/row-log-density.ts';
import { takePreparedRows } from '../../evaluation/sample-rows.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { broadcastTo } from '../../tensor/ops/arithmetic.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { forEachBatch } from '../graphs/batches.ts';
import { withGraph } from '../graphs/kept-graphs.ts';
import type { OpenData, OpenModel } from '../opened/open-flow.ts';

export interface EncodeOptions {
  /** Seed of the dequantization noise. */
  readonly noiseSeed: number;
  /** Encode only this many rows. */
  readonly limit?: number;
  /** Encode only these rows, 0-based, in this order. They get the noise that they have among all rows. */
  readonly chosen?: Uint32Array;
  readonly signal?: AbortSignal | null;
}

export interface Encoded {
  readonly count: number;
  /** z = f(x), flattened, row-major [count, D]. */
  readonly latents: Float32Array;
  /** log q(x) or a bound of it in data units, nats, [count]; −∞ on float32 overflow, NaN of a model without a likelihood. */
  readonly logProb: Float64Array;
  /** false: `logProb` says nothing. */
  readonly hasLikelihood: boolean;
}

/** @throws FlowscopeError `no-encoder` (exit 2) */
export async function encodeRows(
  runtime: Runtime,
  { maps, parameters }: Pick<OpenModel, 'maps' | 'parameters'>,
  { transform }: Pick<OpenData, 'transform'>,
  all: PreparedRows,
  { noiseSeed, limit = all.count, chosen, signal = null }: EncodeOptions,
): Promise<Encoded> {
  const rows = chosen === undefined ? all : takePreparedRows(all, chosen);
  const count = Math.min(limit, rows.count);
  const { encode } = maps;
  if (encode === null) throw withoutEncoder();
  const width = sizeOf(maps.latentShape);
  const latents = new Float32Array(count * width);
  const logProb = new Float64Array(count);
  let hasLikelihood = true;
  if (count === 0) return { count, latents, logProb, hasLikelihood };
  // The same batches as in the evaluator, so that a row gets the same dequantization noise.
  const batch = evaluationBatch(maps, rows.count);
  const dtype = dtypeOf(rows);
  const { entry } = transform;
  const build = () => {
    const graph = rowGraph(maps, { batch, dtype, entry }, encode);
    return {
      ...graph,
      outputs: [
        { name: 'z', tensor: graph.latent },
        ...(graph.logProb
          ? [{ name: 'logProb', tensor: broadcastTo(enteredDensity(graph.logProb, graph.entered), [batch]) }]
          : []),
      ],
    };
  };
  const feedsFrom = (start: number, noise: readonly NoiseInput[]) =>
    chosen === undefined
      ? batchFeeds(rows, start, batch, noise, noiseSeed)
      : chosenFeeds({ subject: maps, rows: all, noiseSeed }, chosen.subarray(start, start + batch), batch, noise);
  const fixed = parameterFeeds(maps, parameters);
  const place = placeLogDensity(parameters, transform.logDet, rows);
  await withGraph(runtime, { flow: maps, key: ['encode', batch, dtype, entry], build }, async (graph, compiled) => {
    hasLikelihood = graph.logProb !== null;
    await forEachBatch(count, batch, signal, async (start, own) => {
      const answer = await compiled.run({ ...fixed, ...feedsFrom(start, graph.noise) });
      latents.set(answer.z!.subarray(0, own * width), start * width);
      if (answer.logProb) place(answer.logProb, start, own, logProb);
      else logProb.fill(Number.NaN, start, start + own);
    });
  });
  return { count, latents, logProb, hasLikelihood };
}

function withoutEncoder(): FlowscopeError {
  return new FlowscopeError(
    'no-encoder',
    'this model has no encoder: it maps latents to points, but not points to latents',
    {
      exitCode: 2,
      hint: 'A GAN with "encoder" in its spec (a BiGAN), a VAE and a flow have one. These work without it: sample, decode, traverse and interpolate --latents drawn.',
    },
  );
}
