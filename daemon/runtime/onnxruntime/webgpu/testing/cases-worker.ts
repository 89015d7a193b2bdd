/**
 * A process that computes the cases of all ops and layers (values, log-dets and gradients) on the WebGPU device, and
 * writes the largest error of each against float64 as a line of JSON. Arguments select cases by parts of their names;
 * without any, each layer has its first case only, because the software adapter takes many minutes for all of them.
 */
import { caseName, LAYER_CASES } from '../../../../flow/bijections/layer-cases.ts';
import type { Direction, LayerCase } from '../../../../flow/bijections/layer-fixture.ts';
import { BATCH, draw, layerGraph, outputShape } from '../../../../flow/bijections/layer-fixture.ts';
import { evaluate } from '../../../../tensor/evaluate.ts';
import { gradients } from '../../../../tensor/gradients.ts';
import { add, mul, sum } from '../../../../tensor/ops/arithmetic.ts';
import { constant, input } from '../../../../tensor/ops/leaf.ts';
import { OP_CASES } from '../../../../tensor/ops/op-cases.ts';
import { simplify } from '../../../../tensor/simplify.ts';
import type { NdArray, Tensor } from '../../../../tensor/tensor.ts';
import { functionModel } from '../../../onnx/function-model.ts';
import { shapesOf, tensors, valuesOf } from '../../ort-tensors.ts';
import { webgpuDevice } from '../device.ts';
import { withoutLoops } from '../step-model.ts';
import type { CaseError } from './case-error.ts';
import { firstCases } from './first-cases.ts';

interface Case {
  readonly name: string;
  graph(): { readonly outputs: readonly Tensor[]; readonly feeds: ReadonlyMap<Tensor, NdArray> };
}

const opCases = OP_CASES.map(
  ({ name, shapes, build, domain }): Case => ({
    name: `op ${name}`,
    graph() {
      const variables = shapes.map((shape, i) => input(`x${i}`, shape));
      const feeds = new Map(
        variables.map((x, i) => {
          const { data, shape } = draw(x.shape, 'real', `${name} ${i}`);
          return [x, { shape, data: domain ? data.map(domain) : data }];
        }),
      );
      return { outputs: withGradients([build(...variables)], variables, name), feeds };
    },
  }),
);

const layerCases = (process.argv.length > 2 ? LAYER_CASES : firstCases()).flatMap((layer) =>
  (['forward', 'inverse'] as const).map((direction): Case => {
    const name = `${direction} ${caseName(layer)}`;
    return {
      name,
      graph() {
        const { x, result, parameters, feeds } = layerGraph(layer, direction, {
          parameters: 'random',
          points: pointsOf(layer, direction, name),
        });
        return { outputs: withGradients([result.value, result.logDet], [x, ...parameters.values()], name), feeds };
      },
    };
  }),
);

function pointsOf(layer: LayerCase, direction: Direction, label: string): NdArray {
  const forward = direction === 'forward';
  return draw([BATCH, ...(forward ? layer.shape : outputShape(layer))], forward ? layer.points : layer.latents, label);
}

/** The results, and the gradients of a sum of them with random weights. */
function withGradients(results: readonly Tensor[], variables: readonly Tensor[], label: string): readonly Tensor[] {
  const loss = results
    .map((y, i) => sum(mul(y, constant(draw(y.shape, 'real', `${label} weights ${i}`).data, y.shape))))
    .reduce(add);
  return [...results, ...gradients(loss, variables).filter((g) => g !== null)];
}

async function measured({ name, graph }: Case): Promise<CaseError> {
  try {
    const { outputs, feeds } = graph();
    const exact = evaluate(outputs, feeds);
    const inputs = [...feeds.keys()].map((tensor, i) => ({ name: `x${i}`, tensor }));
    const named = withoutLoops(simplify(outputs), webgpuDevice.parts).map((tensor, i) => ({ name: `y${i}`, tensor }));
    const compiled = await webgpuDevice.compile(functionModel({ inputs, outputs: named }), 'host');
    const values = Object.fromEntries(inputs.map((own) => [own.name, feeds.get(own.tensor)!.data]));
    const results = valuesOf(await compiled.run(tensors(values, shapesOf(inputs))), named);
    await compiled.release();
    const errors = exact.map(({ data }, i) => {
      const scale = Math.max(1, ...data.map(Math.abs));
      return Math.max(0, ...data.map((v, k) => Math.abs(results[`y${i}`]![k]! - v) / scale));
    });
    return { name, error: Math.max(...errors), failure: null };
  } catch (error) {
    return { name, error: null, failure: String(error) };
  }
}

const wanted = process.argv.slice(2);
for (const own of [...opCases, ...layerCases]) {
  if (wanted.length > 0 && !wanted.some((part) => own.name.includes(part))) continue;
  process.stdout.write(`${JSON.stringify(await measured(own))}\n`);
}
