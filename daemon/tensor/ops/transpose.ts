import { forEachIndex } from '../broadcast.ts';
import type { Tensor } from '../tensor.ts';
import { defineOp, makeNode, sizeOf } from '../tensor.ts';

interface TransposeAttributes {
  readonly permutation: readonly number[];
}

export const transposeOp = defineOp({
  name: 'transpose',
  infer: ([x], { permutation }: TransposeAttributes) => [
    { shape: permutation.map((axis) => x!.shape[axis]!), dtype: x!.dtype },
  ],
  gradient: (node, [dy]) => {
    const { permutation } = node.attributes;
    return [
      dy
        ? transpose(
            dy,
            permutation.map((_, axis) => permutation.indexOf(axis)),
          )
        : null,
    ];
  },
  evaluate: ([x], node) => {
    const shape = node.outputs[0]!.shape;
    const strides = x!.shape.map((_, axis) => sizeOf(x!.shape.slice(axis + 1)));
    const data = new Float64Array(sizeOf(shape));
    forEachIndex(shape, [node.attributes.permutation.map((axis) => strides[axis]!)], (index, offsets) => {
      data[index] = x!.data[offsets[0]!]!;
    });
    return [{ shape, data }];
  },
});

/** Output axis i is input axis permutation[i]; reversed by default. */
export function transpose(x: Tensor, permutation?: readonly number[]): Tensor {
  return makeNode(transposeOp, [x], { permutation: permutation ?? x.shape.map((_, i) => x.shape.length - 1 - i) })
    .outputs[0]!;
}
