import { broadcastStrides, forEachIndex } from '../broadcast.ts';
import type { Tensor } from '../tensor.ts';
import { defineOp, makeNode, sizeOf } from '../tensor.ts';
import { div, dropAxes, mul, sum } from './arithmetic.ts';
import { greaterEqual } from './select.ts';

interface MaxAttributes {
  readonly axis: number;
}

/** Keeps the axis with extent 1. Equal maxima share the gradient. */
export const maxOp = defineOp({
  name: 'max',
  infer: ([x], { axis }: MaxAttributes) => [
    { shape: x!.shape.map((extent, i) => (i === axis ? 1 : extent)), dtype: 'float' },
  ],
  gradient: (node, [dy]) => {
    if (!dy) return [null];
    const chosen = greaterEqual(node.inputs[0]!, node.outputs[0]!);
    return [mul(div(dy, sum(chosen, [node.attributes.axis], true)), chosen)];
  },
  evaluate: ([x], node) => {
    const shape = node.outputs[0]!.shape;
    const data = new Float64Array(sizeOf(shape)).fill(-Infinity);
    forEachIndex(x!.shape, [broadcastStrides(shape, x!.shape)], (index, offsets) => {
      const value = x!.data[index]!;
      if (!(value <= data[offsets[0]!]!)) data[offsets[0]!] = value;
    });
    return [{ shape, data }];
  },
});

/** Largest value along `axis`. */
export function max(x: Tensor, axis: number, keepDims = false): Tensor {
  const at = axis < 0 ? axis + x.shape.length : axis;
  const y = makeNode(maxOp, [x], { axis: at }).outputs[0]!;
  return keepDims ? y : dropAxes(y, [at]);
}
