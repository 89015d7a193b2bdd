/** What a runtime computes of every layer, compared with the float64 meaning: both directions, and the gradients. */
import { caseName, LAYER_CASES } from '../../daemon/flow/bijections/layer-cases.ts';
import type { Direction, LayerCase } from '../../daemon/flow/bijections/layer-fixture.ts';
import { BATCH, draw, layerGraph, outputShape } from '../../daemon/flow/bijections/layer-fixture.ts';
import type { Runtime } from '../../daemon/runtime/runtime.ts';
import { evaluate } from '../../daemon/tensor/evaluate.ts';
import { gradients } from '../../daemon/tensor/gradients.ts';
import { add, mul, sum } from '../../daemon/tensor/ops/arithmetic.ts';
import { constant } from '../../daemon/tensor/ops/leaf.ts';
import type { Shape } from '../../daemon/tensor/tensor.ts';

export interface LayerParity {
  readonly layer: string;
  /** Largest errors, relative to max(1, largest value). */
  readonly forward: number;
  readonly inverse: number;
  readonly gradient: number;
}

export async function layerParity(runtime: Runtime): Promise<readonly LayerParity[]> {
  const found: LayerParity[] = [];
  for (const layer of LAYER_CASES) {
    const forward = await errorsOf(runtime, layer, 'forward');
    const inverse = await errorsOf(runtime, layer, 'inverse');
    found.push({
      layer: caseName(layer),
      forward: forward.values,
      inverse: inverse.values,
      gradient: Math.max(forward.gradients, inverse.gradients),
    });
  }
  return found;
}

async function errorsOf(runtime: Runtime, layer: LayerCase, direction: Direction) {
  const shape = direction === 'inverse' ? outputShape(layer) : layer.shape;
  const where = direction === 'forward' ? layer.points : layer.latents;
  const points = draw([BATCH, ...shape], where, `${caseName(layer)} ${direction}`);
  const { x, result, parameters, feeds } = layerGraph(layer, direction, { parameters: 'random', points });
  const weights = (of: Shape, label: string) => constant(draw(of, 'real', label).data, of);
  const loss = add(
    sum(mul(result.value, weights(result.value.shape, 'value'))),
    sum(mul(result.logDet, weights(result.logDet.shape, 'log-det'))),
  );
  const derivatives = gradients(loss, [x, ...parameters.values()]).filter((g) => g !== null);
  const wanted = [result.value, result.logDet, ...derivatives];
  const exact = evaluate(wanted, feeds);
  const inputs = [...feeds.keys()].map((tensor, i) => ({ name: `x${i}`, tensor }));
  const compiled = await runtime.compile({ inputs, outputs: wanted.map((tensor, i) => ({ name: `y${i}`, tensor })) });
  const computed = await compiled.run(
    Object.fromEntries(inputs.map(({ name, tensor }) => [name, feeds.get(tensor)!.data])),
  );
  await compiled.dispose();
  const errors = exact.map(({ data }, i) => {
    const scale = data.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    return data.reduce((most, value, k) => Math.max(most, Math.abs(value - computed[`y${i}`]![k]!) / scale), 0);
  });
  return { values: Math.max(...errors.slice(0, 2)), gradients: Math.max(0, ...errors.slice(2)) };
}
