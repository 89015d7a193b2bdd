/** A flow's functions as graphs in data units, with their parameters as constants, for any batch size. */

import { affineStep } from '../../data/columns/affine.ts';
import { highestOf } from '../../data/columns/chain.ts';
import { enterBatch, enteredDensity, leaveBatch } from '../../data/columns/enter.ts';
import { type Grid, gridOf } from '../../data/grid.ts';
import { type Turn, turnsOf } from '../../data/turns.ts';
import type { Environment } from '../../flow/apply/environment.ts';
import type { Flow } from '../../flow/flow.ts';
import { baseSample, decoded, density } from '../../flow/flow.ts';
import { latentNoiseShape } from '../../flow/latent-noise.ts';
import { placedLeaves } from '../../flow/placed-leaves.ts';
import type { BatchedTensor, OpenFunctionModel } from '../../programs/function-model.ts';
import { add, mul, sub, sum } from '../../tensor/ops/arithmetic.ts';
import { constant, indexConstant, input, scalar } from '../../tensor/ops/leaf.ts';
import { unrolled } from '../../tensor/ops/scan.ts';
import { greaterEqual, maximum, minimum, where } from '../../tensor/ops/select.ts';
import { floor } from '../../tensor/ops/unary.ts';
import type { Shape, Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { OpenFacts, OpenFlow } from '../opened/open-flow.ts';
import { contextScale } from './context-scale.ts';

export type ExportedFunction = 'log_prob' | 'encode' | 'sample';

type Sources = Pick<OpenFlow, 'flow' | 'parameters'>;

/**
 * `log_prob`: x, noise?, context? → log_prob [batch], nats, −∞ on underflow. `encode`: x, noise?, context? → z.
 * `sample`: noise, temperature [1], context? → x. `x` and `context` are in data units (labels one-hot). The noise of
 * `log_prob` and `encode` is uniform on [0, 1), and an input only for flows that dequantize: 0.5 is the center of the
 * bin. The noise of `sample` is the base's.
 */
export function exportGraph(name: ExportedFunction, open: Sources, data: OpenFacts): OpenFunctionModel {
  const { flow } = open;
  const batch = batchExtent(flow);
  const inputs: BatchedTensor[] = [];
  const feed = (input_: string, shape: Shape, batchAxis: number | null = 0) => {
    const tensor = input(input_, shape);
    inputs.push({ name: input_, tensor, batchAxis });
    return tensor;
  };
  const drawn = (_kind: 'uniform' | 'normal', shape: Shape) => {
    const before = inputs.filter((known) => known.name.startsWith('noise')).length;
    return feed(before === 0 ? 'noise' : `noise${before}`, shape);
  };
  const latentNoise = name === 'sample' ? drawn('normal', [batch, ...latentNoiseShape(flow)]) : null;
  const x = name === 'sample' ? null : feed('x', [batch, ...flow.inputShape]);
  const temperature = name === 'sample' ? feed('temperature', [1], null) : null;
  const context = flow.contextSize > 0 ? standardContext(feed('context', [batch, flow.contextSize]), data) : null;
  const environment: Environment = {
    parameters: parameterConstants(open),
    context,
    noise: drawn,
    // Unrolled, because few programs other than ONNX Runtime support loops.
    loop: unrolled,
    probe: null,
    initialize: false,
  };
  if (x === null) {
    const z = baseSample(flow, latentNoise!, temperature!, environment);
    const value = decoded(flow, z, environment);
    return { inputs, outputs: [{ name: 'x', tensor: inDataUnits(value, data), batchAxis: 0 }] };
  }
  const entered = enterBatch(standardized(x, data), data.transform.entry, drawn);
  const found = density(flow, entered.x, environment);
  const logProb = enteredDensity(found.logProb, entered);
  const result =
    name === 'encode'
      ? { name: 'z', tensor: found.latent }
      : { name: 'log_prob', tensor: add(overflowAsZeroDensity(logProb, open, inputs), scalar(data.transform.logDet)) };
  return { inputs, outputs: [{ ...result, batchAxis: 0 }] };
}

/**
 * log q [batch] with −∞ if float32 overflows between the layers, as the engine reports it (`row-log-density.ts`); NaN
 * if an input or a parameter is not finite.
 */
function overflowAsZeroDensity(logProb: Tensor, { parameters }: Sources, inputs: readonly BatchedTensor[]): Tensor {
  if (![...parameters.values()].every((values) => values.every(Number.isFinite))) return logProb;
  // v − v is 0 if v is finite and NaN otherwise.
  const otherwise = inputs.reduce(
    (total, { tensor }) =>
      add(
        total,
        sum(
          sub(tensor, tensor),
          tensor.shape.slice(1).map((_, i) => i + 1),
        ),
      ),
    scalar(-Infinity),
  );
  // Every comparison with NaN is false.
  return where(greaterEqual(logProb, scalar(-Infinity)), logProb, otherwise);
}

function parameterConstants({ flow, parameters }: Sources): Map<string, Tensor> {
  return new Map(
    flow.parameters.map(({ name, shape, dtype }) => {
      const values = parameters.get(name)!;
      return [name, dtype === 'int64' ? indexConstant(values, shape) : constant(values, shape)] as const;
    }),
  );
}

/** (x − mean)/std, with the mean in two float32 parts, so that no digits are lost if it is large relative to std. */
function standardized(x: Tensor, { dataset }: OpenFacts): Tensor {
  if (!dataset.standardization) return x;
  const { mean, std } = dataset.standardization;
  return scaled(x, mean, std, x.shape.slice(1));
}

function scaled(x: Tensor, mean: Float64Array, std: Float64Array, shape: Shape): Tensor {
  const high = mean.map(Math.fround);
  const low = mean.map((value, i) => value - high[i]!);
  const centered = sub(sub(x, constant(high, shape)), constant(low, shape));
  return mul(
    centered,
    constant(
      std.map((value) => 1 / value),
      shape,
    ),
  );
}

/** Standardizes the numbers in the context; labels are one-hot already. */
function standardContext(context: Tensor, { dataset }: OpenFacts): Tensor {
  const { mean, std } = contextScale(dataset);
  return scaled(context, mean, std, [mean.length]);
}

/** Undoes what columns go through; values of dequantized columns lie on their grids again and angles in their turns. */
function inDataUnits(x: Tensor, { dataset }: OpenFacts): Tensor {
  const { standardization, dequantizedColumns, grids, categories, summary, chains } = dataset;
  const shape = x.shape.slice(1);
  let value = x;
  if (chains !== undefined) {
    const { mean, std } = standardization!;
    const whole = chains.map((chain, d) =>
      chain.length === 0 ? [affineStep({ center: mean[d]!, scale: std[d]! })] : chain,
    );
    value = leaveBatch(x, whole);
  } else if (standardization) {
    value = add(mul(x, constant(standardization.std, shape)), constant(standardization.mean, shape));
  }
  if (dequantizedColumns.length > 0) {
    const whole = Float64Array.from({ length: sizeOf(shape) }, (_, i) => (dequantizedColumns.includes(i) ? 1 : 0));
    const highest = chains?.map((chain, column) => Math.min(LARGEST, highestOf(chain, gridOf(grids, column).step)));
    const floored = flooredTo(grids, value);
    const inside = highest === undefined ? floored : minimum(floored, constant(highest, shape));
    value = where(constant(whole, shape), inside, value);
  }
  if (categories !== undefined) {
    const bound = (of: (length: number) => number, otherwise: number) => {
      const bounds = new Float64Array(sizeOf(shape)).fill(otherwise);
      for (const { column, values } of categories) bounds[column] = of(values.length);
      return constant(bounds, shape);
    };
    const above = maximum(
      value,
      bound(() => 0, -LARGEST),
    );
    value = minimum(
      above,
      bound((length) => length - 1, LARGEST),
    );
  }
  const turns = turnsOf(summary);
  return turns.some((turn) => turn !== null) ? turned(value, turns) : value;
}

/** Angles in their turns. */
function turned(value: Tensor, turns: readonly (Turn | null)[]): Tensor {
  const shape = value.shape.slice(1);
  const each = (of: (turn: Turn) => number) =>
    constant(
      turns.map((turn) => (turn === null ? 0 : of(turn))),
      shape,
    );
  const fromStart = sub(
    value,
    each(({ start }) => start),
  );
  const count = floor(
    mul(
      fromStart,
      each(({ period }) => 1 / period),
    ),
  );
  return sub(
    value,
    mul(
      count,
      each(({ period }) => period),
    ),
  );
}

/** About the largest float32. */
const LARGEST = 3.4e38;

const PRIMES = [1009, 1013, 1019, 1021, 1031, 1033, 1039, 1049];

/** A prime that divides no extent of the flow's arrays, so every extent in the graph that it divides is the batch. */
function batchExtent(flow: Flow): number {
  const extents = [
    ...[flow.inputShape, flow.latentShape, [flow.contextSize, sizeOf(flow.inputShape)]].flat(),
    // Between splits there are other extents than at the ends.
    ...placedLeaves(flow.segments).flatMap(({ leaf: { outputShape, factored } }) => [
      ...[...outputShape, sizeOf(outputShape)],
      ...[factored, (factored * sizeOf(outputShape)) / outputShape.at(-1)!],
    ]),
    ...flow.parameters.flatMap(({ shape }) => [...shape]),
  ];
  return PRIMES.find((prime) => extents.every((extent) => extent === 0 || extent % prime !== 0))!;
}

/** Rounded down to the values of the grids; other columns have that of whole numbers. */
function flooredTo(grids: readonly Grid[] | undefined, value: Tensor): Tensor {
  if (grids === undefined) return floor(value);
  const shape = value.shape.slice(1);
  const each = Array.from({ length: sizeOf(shape) }, (_, column) => gridOf(grids, column));
  const origins = constant(
    each.map(({ origin }) => origin),
    shape,
  );
  const steps = each.map(({ step }) => step);
  const inverse = constant(
    steps.map((step) => 1 / step),
    shape,
  );
  return add(mul(floor(mul(sub(value, origins), inverse)), constant(steps, shape)), origins);
}
