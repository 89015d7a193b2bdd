/** Graphs of all ops and layers with their gradients, and how far from float64 something computes them. */
import { caseName, LAYER_CASES } from '../../flow/bijections/layer-cases.ts';
import type { Direction, LayerCase } from '../../flow/bijections/layer-fixture.ts';
import { BATCH, draw, layerGraph, outputShape } from '../../flow/bijections/layer-fixture.ts';
import type { FunctionModel, NamedTensor } from '../../programs/function-model.ts';
import { evaluate } from '../../tensor/evaluate.ts';
import { gradients } from '../../tensor/gradients.ts';
import { add, mul, sum } from '../../tensor/ops/arithmetic.ts';
import { constant, input } from '../../tensor/ops/leaf.ts';
import { OP_CASES } from '../../tensor/ops/op-cases.ts';
import type { NdArray, Tensor } from '../../tensor/tensor.ts';
import type { Feeds, Results, Runtime } from '../runtime.ts';

export interface ParityCase {
  readonly name: string;
  graph(): ParityGraph;
}

interface ParityGraph {
  readonly results: readonly Tensor[];
  /** Of a sum of the results with random weights. */
  readonly gradients: readonly Tensor[];
  readonly feeds: ReadonlyMap<Tensor, NdArray>;
}

/** Largest errors, relative to max(1, largest value of the tensor). */
export interface ParityError {
  readonly values: number;
  readonly gradients: number;
}

export function opParityCases(): readonly ParityCase[] {
  return OP_CASES.map(({ name, shapes, build, domain }) => ({
    name: `op ${name}`,
    graph() {
      const variables = shapes.map((shape, i) => input(`x${i}`, shape));
      const feeds = new Map(
        variables.map((x, i) => {
          const { data, shape } = draw(x.shape, 'real', `${name} ${i}`);
          return [x, { shape, data: domain ? data.map(domain) : data }];
        }),
      );
      return withGradients([build(...variables)], variables, feeds, name);
    },
  }));
}

export function layerParityCase(layer: LayerCase, direction: Direction): ParityCase {
  const name = `${direction} ${caseName(layer)}`;
  return {
    name,
    graph() {
      const forward = direction === 'forward';
      const shape = [BATCH, ...(forward ? layer.shape : outputShape(layer))];
      const points = draw(shape, forward ? layer.points : layer.latents, name);
      const { x, result, parameters, feeds } = layerGraph(layer, direction, { parameters: 'random', points });
      return withGradients([result.value, result.logDet], [x, ...parameters.values()], feeds, name);
    },
  };
}

/** The first case of each layer type. */
export function firstCases(): readonly LayerCase[] {
  return LAYER_CASES.filter(({ type }, i) => LAYER_CASES.findIndex((other) => other.type === type) === i);
}

/** Both directions of these layers. */
export function layerParityCases(layers: readonly LayerCase[]): readonly ParityCase[] {
  return layers.flatMap((layer) => [layerParityCase(layer, 'forward'), layerParityCase(layer, 'inverse')]);
}

/** @param compute the outputs of a model for its inputs */
export async function parityError(
  { graph }: ParityCase,
  compute: (model: FunctionModel, feeds: Feeds) => Promise<Results>,
): Promise<ParityError> {
  const { results, gradients, feeds } = graph();
  const wanted = [...results, ...gradients];
  const exact = evaluate(wanted, feeds);
  const inputs = named([...feeds.keys()], 'x');
  const values = Object.fromEntries(inputs.map(({ name, tensor }) => [name, feeds.get(tensor)!.data]));
  const computed = await compute({ inputs, outputs: named(wanted, 'y') }, values);
  const errors = exact.map(({ data }, i) => {
    const scale = data.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const own = computed[`y${i}`]!;
    return data.reduce((most, value, k) => larger(most, Math.abs(value - own[k]!) / scale), 0);
  });
  return {
    values: errors.slice(0, results.length).reduce(larger, 0),
    gradients: errors.slice(results.length).reduce(larger, 0),
  };
}

/** For `parityError`. */
export function computedBy(runtime: Runtime) {
  return async (model: FunctionModel, feeds: Feeds): Promise<Results> => {
    const compiled = await runtime.compile(model);
    const results = await compiled.run(feeds);
    await compiled.dispose();
    return results;
  };
}

/** NaN is larger than everything. */
function larger(a: number, b: number): number {
  return a > b || Number.isNaN(a) ? a : b;
}

function withGradients(
  results: readonly Tensor[],
  variables: readonly Tensor[],
  feeds: ParityGraph['feeds'],
  label: string,
): ParityGraph {
  const loss = results
    .map((y, i) => sum(mul(y, constant(draw(y.shape, 'real', `${label} weights ${i}`).data, y.shape))))
    .reduce(add);
  return { results, gradients: gradients(loss, variables).filter((g) => g !== null), feeds };
}

function named(tensors: readonly Tensor[], prefix: string): readonly NamedTensor[] {
  return tensors.map((tensor, i) => ({ name: `${prefix}${i}`, tensor }));
}
