import type { Node, Tensor } from './tensor.ts';

const NO_LEAVES: ReadonlySet<Tensor> = new Set();

/**
 * Nodes that `outputs` depend on, inputs before users. Tensors in `leaves` are bound from outside, so the nodes that
 * compute them are not visited. Iterative, because graphs are thousands of nodes deep.
 */
export function topologicalOrder(outputs: readonly Tensor[], leaves: { has(x: Tensor): boolean } = NO_LEAVES): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const stack: { node: Node; next: number }[] = [];
  for (const output of outputs) {
    if (seen.has(output.node) || leaves.has(output)) continue;
    seen.add(output.node);
    stack.push({ node: output.node, next: 0 });
    while (stack.length > 0) {
      const frame = stack.at(-1)!;
      const child = frame.node.inputs[frame.next++];
      if (child === undefined) {
        order.push(frame.node);
        stack.pop();
      } else if (!seen.has(child.node) && !leaves.has(child)) {
        seen.add(child.node);
        stack.push({ node: child.node, next: 0 });
      }
    }
  }
  return order;
}

/** Nodes of `order` that depend on one of `sources`. */
export function dependents(order: readonly Node[], sources: ReadonlySet<Tensor>): Set<Node> {
  const found = new Set<Node>();
  for (const node of order) {
    if (node.inputs.some((x) => sources.has(x) || found.has(x.node))) found.add(node);
  }
  return found;
}
