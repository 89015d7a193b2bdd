/** Everything that a model computes on one batch, as one graph for float64 and for the runtime. */
import type { ParameterValues } from '../../../evaluation/row-graph.ts';
import type { Environment } from '../../../flow/apply/environment.ts';
import type { BatchTerms, LatentSpace, Model } from '../../../models/definition.ts';
import type { NamedTensor } from '../../../programs/function-model.ts';
import { randomStream } from '../../../random/random-stream.ts';
import { input } from '../../../tensor/ops/leaf.ts';
import { unrolled } from '../../../tensor/ops/scan.ts';
import type { Shape, Tensor } from '../../../tensor/tensor.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { type FlowPoints, noiseOf } from '../../graphs/exact-graph.ts';
import type { MeasuredInput } from '../precision/measure.ts';

export interface ModelGraph {
  /** The training graph. */
  readonly terms: BatchTerms;
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** What else it computes: the likelihood or its bound and that one's terms, decoded latents, encoded points. */
  readonly results: readonly NamedTensor[];
  readonly inputs: readonly MeasuredInput[];
  /** Of every input, by name. */
  readonly values: ReadonlyMap<string, Float32Array>;
}

export interface ModelSubject {
  readonly model: Model;
  readonly parameters: ParameterValues;
  /** Points are whole numbers, which float32 holds exactly. */
  readonly whole: boolean;
}

/** @param seed of the noise that the model draws, which both precisions share, and of the latents to decode */
export function modelGraph(
  { model, parameters: own, whole }: ModelSubject,
  { count, values: points, context: contexts }: FlowPoints,
  seed: number,
): ModelGraph {
  const inputs: MeasuredInput[] = [];
  const values = new Map<string, Float32Array>();
  const add = (name: string, shape: Shape, data: Float32Array, roundedAt: number | null, dtype?: 'float' | 'int64') => {
    const tensor = input(name, shape, dtype);
    inputs.push({ name, tensor, roundedAt });
    values.set(name, data);
    return tensor;
  };
  const parameters = new Map(
    model.parameters.map(({ name, shape, dtype, trainable }) => [
      name,
      add(`parameter:${name}`, shape, own.get(name)!, trainable ? 0 : null, dtype),
    ]),
  );
  let drawn = 0;
  const environment: Environment = {
    parameters,
    context: model.contextSize > 0 ? add('context', [count, model.contextSize], contexts!, 0) : null,
    noise: (kind, shape) => {
      const index = drawn++;
      return add(`noise${index}`, shape, noiseOf(kind, sizeOf(shape), seed, index), null);
    },
    // In a loop, a tensor that gradients take as a constant could not be held.
    loop: unrolled,
    probe: null,
    initialize: false,
  };
  const x = add('x', [count, ...model.inputShape], points, whole ? null : 0);
  const terms = model.batch(x, environment);
  return { terms, parameters, results: [...results(model, x, environment, latentNoise)], inputs, values };

  function latentNoise({ noiseSize, fillNoise }: LatentSpace): Tensor {
    const data = new Float32Array(count * noiseSize);
    fillNoise(randomStream(seed, 'verify', 'latents'), data);
    return add('latents', [count, noiseSize], data, null);
  }
}

function* results(
  { latents, logDensity, lowerBound, bound }: Model,
  x: Tensor,
  environment: Environment,
  latentNoise: (latents: LatentSpace) => Tensor,
): Generator<NamedTensor> {
  if (logDensity) yield { name: lowerBound ? 'bound of log q' : 'log q', tensor: logDensity(x, environment) };
  if (bound) {
    const { reconstruction, kl } = bound.terms(x, environment);
    yield { name: 'reconstruction', tensor: reconstruction };
    yield { name: 'KL', tensor: kl };
    yield { name: 'importance weight', tensor: bound.logWeight(x, environment) };
  }
  if (latents === null) return;
  const z = latents.fromNoise(latentNoise(latents), environment);
  yield { name: 'decode', tensor: latents.decode(z, environment) };
  if (latents.encode) yield { name: 'encode', tensor: latents.encode(x, environment) };
}
