import { topologicalOrder } from '../tensor/graph.ts';
import type { Node, Tensor } from '../tensor/tensor.ts';
import { makeNode } from '../tensor/tensor.ts';

/** What takes the place of a node: tensors like its outputs. null: a copy of it. `of` has the copy of any earlier tensor. */
export type Replacement = (node: Node, of: (x: Tensor) => Tensor) => readonly Tensor[] | null;

/**
 * The same tensors, with some nodes replaced. What depends on no replaced node is not copied. Bodies of loops are not
 * visited.
 * @param bound tensors that others stand for, such as the placeholders of a body
 */
export function copyGraph(
  outputs: readonly Tensor[],
  bound: ReadonlyMap<Tensor, Tensor>,
  replacement: Replacement,
): Tensor[] {
  const copies = new Map(bound);
  const of = (x: Tensor) => copies.get(x) ?? x;
  for (const node of topologicalOrder(outputs, bound)) {
    const replaced = replacement(node, of) ?? copyOf(node, node.inputs.map(of));
    for (const [i, y] of node.outputs.entries()) copies.set(y, replaced[i]!);
  }
  return outputs.map(of);
}

function copyOf(node: Node, inputs: readonly Tensor[]): readonly Tensor[] {
  const same = inputs.every((x, i) => x === node.inputs[i]);
  return same ? node.outputs : makeNode(node.op, inputs, node.attributes).outputs;
}
