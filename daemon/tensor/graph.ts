import type { Node, Tensor } from './tensor.ts';

/** Nodes that `outputs` depend on, inputs before users. Iterative: graphs are thousands of nodes deep. */
export function topologicalOrder(outputs: readonly Tensor[]): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const stack: { node: Node; next: number }[] = [];
  for (const output of outputs) {
    if (seen.has(output.node)) continue;
    seen.add(output.node);
    stack.push({ node: output.node, next: 0 });
    while (stack.length > 0) {
      const frame = stack.at(-1)!;
      const child = frame.node.inputs[frame.next++]?.node;
      if (child === undefined) {
        order.push(frame.node);
        stack.pop();
      } else if (!seen.has(child)) {
        seen.add(child);
        stack.push({ node: child, next: 0 });
      }
    }
  }
  return order;
}

/** Nodes of `order` that depend on one of `sources`. */
export function dependents(order: readonly Node[], sources: readonly Tensor[]): Set<Node> {
  const roots = new Set(sources);
  const found = new Set<Node>();
  for (const node of order) {
    if (node.outputs.some((x) => roots.has(x)) || node.inputs.some((x) => roots.has(x) || found.has(x.node))) found.add(node);
  }
  return found;
}
