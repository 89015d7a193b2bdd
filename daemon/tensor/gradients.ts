import { dependents, topologicalOrder } from './graph.ts';
import { add } from './ops/arithmetic.ts';
import { constant } from './ops/leaf.ts';
import type { Tensor } from './tensor.ts';

/**
 * Reverse mode: Σ cotangent·∂output/∂x for each x of `wrt`, as graph nodes, which can be differentiated again. Every
 * tensor of `wrt` is a variable of its own, even if one is computed from another. null if no output depends on x.
 * Cotangents have the shapes of the outputs (null = zero).
 */
export function vectorJacobianProduct(
  outputs: readonly Tensor[],
  cotangents: readonly (Tensor | null)[],
  wrt: readonly Tensor[],
): (Tensor | null)[] {
  const variables = new Set(wrt);
  const order = topologicalOrder(outputs, variables);
  const relevant = dependents(order, variables);
  const gradients = new Map<Tensor, Tensor>();
  const accumulate = (x: Tensor, gradient: Tensor) => {
    const previous = gradients.get(x);
    gradients.set(x, previous ? add(previous, gradient) : gradient);
  };
  for (const [i, output] of outputs.entries()) {
    const cotangent = cotangents[i];
    if (cotangent) accumulate(output, cotangent);
  }
  for (const node of order.toReversed()) {
    if (!relevant.has(node)) continue;
    const outputGradients = node.outputs.map((y) => (variables.has(y) ? null : (gradients.get(y) ?? null)));
    if (outputGradients.every((g) => g === null)) continue;
    const inputGradients = node.op.gradient(node, outputGradients);
    for (const [i, x] of node.inputs.entries()) {
      const gradient = inputGradients[i];
      if (gradient && (variables.has(x) || relevant.has(x.node))) accumulate(x, gradient);
    }
  }
  return wrt.map((x) => gradients.get(x) ?? null);
}

/** Gradients of a tensor with a single element. */
export function gradients(loss: Tensor, wrt: readonly Tensor[]): (Tensor | null)[] {
  return vectorJacobianProduct([loss], [constant([1], loss.shape)], wrt);
}
