/** Selection along an axis by indices that are constant or fed, but never computed. */
import type { Tensor } from '../tensor.ts';
import { defineOp, makeNode, sizeOf } from '../tensor.ts';
import { constant, constantValue, indexConstant } from './leaf.ts';
import { matmul } from './matmul.ts';

interface TakeAttributes {
  readonly axis: number;
}

/** Inputs: values, indices [n], and optionally the inverse permutation, without which the values get no gradient. */
export const takeOp = defineOp({
  name: 'take',
  infer: ([x, indices], { axis }: TakeAttributes) => [
    { shape: x!.shape.map((extent, i) => (i === axis ? indices!.shape[0]! : extent)), dtype: x!.dtype },
  ],
  gradient: (node, [dy]) => {
    const [x, indices, inverse] = node.inputs as readonly [Tensor, Tensor, Tensor | undefined];
    const { axis } = node.attributes;
    const none = node.inputs.map(() => null);
    if (!dy) return none;
    if (inverse) return [takeAt(dy, inverse, axis, indices), ...none.slice(1)];
    const fixed = constantValue(indices);
    if (!fixed || axis !== x.shape.length - 1) return none;
    // For a selection that drops or repeats elements: the transpose of its 0/1 matrix.
    const [n, extent] = [fixed.data.length, x.shape[axis]!];
    const matrix = new Float64Array(n * extent);
    for (const [row, column] of fixed.data.entries()) matrix[row * extent + column] = 1;
    return [matmul(dy, constant(matrix, [n, extent])), ...none.slice(1)];
  },
  evaluate: ([x, indices], node) => {
    const { axis } = node.attributes;
    const { shape } = node.outputs[0]!;
    const inner = sizeOf(x!.shape.slice(axis + 1));
    const outer = sizeOf(x!.shape.slice(0, axis));
    const [from, to] = [x!.shape[axis]!, shape[axis]!];
    const data = new Float64Array(sizeOf(shape));
    for (let o = 0; o < outer; o++) {
      for (let j = 0; j < to; j++) {
        const start = (o * from + indices!.data[j]!) * inner;
        data.set(x!.data.subarray(start, start + inner), (o * to + j) * inner);
      }
    }
    return [{ shape, data }];
  },
});

function takeAt(x: Tensor, indices: Tensor, axis: number, inverse: Tensor | null): Tensor {
  return makeNode(takeOp, inverse ? [x, indices, inverse] : [x, indices], { axis }).outputs[0]!;
}

/**
 * x[…, indices, …] along `axis`. Indices are a list (then gradients flow: for permutations along any axis, for other
 * selections along the last), or an int64 tensor: a permutation with its `inverse`, or rows of fixed data without one.
 */
export function take(
  x: Tensor,
  indices: readonly number[] | Tensor,
  axis: number,
  inverse: Tensor | null = null,
): Tensor {
  const at = axis < 0 ? axis + x.shape.length : axis;
  if ('node' in indices) return takeAt(x, indices, at, inverse);
  const extent = x.shape[at]!;
  if (indices.length === extent && indices.every((from, to) => from === to)) return x;
  return takeAt(x, indexConstant(indices, [indices.length]), at, inverseOf(indices, extent));
}

function inverseOf(indices: readonly number[], extent: number): Tensor | null {
  if (indices.length !== extent || new Set(indices).size !== extent) return null;
  const inverse = new Array<number>(extent);
  for (const [to, from] of indices.entries()) inverse[from] = to;
  return indexConstant(inverse, [extent]);
}
