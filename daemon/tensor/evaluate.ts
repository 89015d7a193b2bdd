import { topologicalOrder } from './graph.ts';
import { constantValue } from './ops/leaf.ts';
import type { NdArray, Tensor } from './tensor.ts';
import { sameShape } from './tensor.ts';

/** Values of a graph's inputs. */
export type Fed = ReadonlyMap<Tensor, NdArray>;

/** Evaluates a graph in float64. `feeds` has the values of its inputs. */
export function evaluate(outputs: readonly Tensor[], feeds: Fed): NdArray[] {
  return evaluation(outputs, feeds)(feeds);
}

/** The evaluation of a graph whose order is found once. @param inputs what each of the feeds has */
export function evaluation(outputs: readonly Tensor[], inputs: { has(x: Tensor): boolean }): (feeds: Fed) => NdArray[] {
  const order = topologicalOrder(outputs, inputs);
  return (feeds) => {
    const values = new Map<Tensor, NdArray>(feeds);
    for (const [tensor, value] of feeds) {
      if (!sameShape(tensor.shape, value.shape))
        throw new Error(`fed [${value.shape}] to an input of shape [${tensor.shape}]`);
    }
    for (const node of order) {
      const [first] = node.outputs;
      const known = first && constantValue(first);
      const results = known
        ? [known]
        : node.op.evaluate(
            node.inputs.map((x) => values.get(x)!),
            node,
          );
      for (const [i, y] of node.outputs.entries()) if (!feeds.has(y)) values.set(y, results[i]!);
    }
    return outputs.map((y) => values.get(y)!);
  };
}
