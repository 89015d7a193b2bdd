import { split, splitOp } from '../tensor/ops/concat-split.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { applies } from '../tensor/tensor.ts';
import { copyGraph } from './copy-graph.ts';

/**
 * The same tensors, with each split into more than `most` parts as a tree of smaller ones, for runtimes that bind each
 * part to one of a few slots.
 */
export function narrowSplits(outputs: readonly Tensor[], most: number): Tensor[] {
  return copyGraph(outputs, new Map(), (node, of) => {
    if (!applies(node, splitOp) || node.attributes.sizes.length <= most) return null;
    return tree(of(node.inputs[0]!), node.attributes.sizes, node.attributes.axis, most);
  });
}

function tree(x: Tensor, sizes: readonly number[], axis: number, most: number): readonly Tensor[] {
  if (sizes.length <= most) return split(x, sizes, axis);
  const each = Math.ceil(sizes.length / most);
  const groups = Array.from({ length: Math.ceil(sizes.length / each) }, (_, i) =>
    sizes.slice(i * each, (i + 1) * each),
  );
  const totals = groups.map((group) => group.reduce((total, size) => total + size, 0));
  return split(x, totals, axis).flatMap((part, i) => tree(part, groups[i]!, axis, most));
}
