import { dependents, topologicalOrder } from './graph.ts';
import { add } from './ops/arithmetic.ts';
import { constant } from './ops/leaf.ts';
import type { Tensor } from './tensor.ts';

/**
 * Reverse mode: Σ cotangent·∂output/∂x for each x of `wrt`, as graph nodes, so that they can be differentiated again.
 * null where no output depends on x. Cotangents have the shapes of the outputs (null = zero).
 */
export function vectorJacobianProduct(
  outputs: readonly Tensor[],
  cotangents: readonly (Tensor | null)[],
  wrt: readonly Tensor[],
): (Tensor | null)[] {
  const order = topologicalOrder(outputs);
  const relevant = dependents(order, wrt);
  const gradients = new Map<Tensor, Tensor>();
  const accumulate = (x: Tensor, gradient: Tensor) => {
    const previous = gradients.get(x);
    gradients.set(x, previous ? add(previous, gradient) : gradient);
  };
  for (const [i, output] of outputs.entries()) {
    const cotangent = cotangents[i];
    if (cotangent) accumulate(output, cotangent);
  }
  const stop = new Set(wrt);
  for (const node of order.toReversed()) {
    // A tensor of `wrt` is treated as a variable of its own: nothing behind it matters unless it is asked for as well.
    if (!relevant.has(node) || node.inputs.length === 0) continue;
    const outputGradients = node.outputs.map((y) => gradients.get(y) ?? null);
    if (outputGradients.every((g) => g === null)) continue;
    if (node.outputs.every((y) => stop.has(y)) && !node.inputs.some((x) => relevant.has(x.node) || stop.has(x))) continue;
    const inputGradients = node.op.gradient(node, outputGradients);
    for (const [i, x] of node.inputs.entries()) {
      const gradient = inputGradients[i];
      if (gradient && (stop.has(x) || relevant.has(x.node))) accumulate(x, gradient);
    }
  }
  return wrt.map((x) => gradients.get(x) ?? null);
}

/** Gradients of a tensor with a single element. */
export function gradients(loss: Tensor, wrt: readonly Tensor[]): (Tensor | null)[] {
  return vectorJacobianProduct([loss], [constant([1], loss.shape)], wrt);
}
