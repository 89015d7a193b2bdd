/** Concatenating and splitting along an axis; each is the other's gradient. */
import type { NdArray, Shape, Tensor } from '../tensor.ts';
import { defineOp, makeNode, sizeOf } from '../tensor.ts';
import { broadcastTo } from './arithmetic.ts';
import { scalar } from './leaf.ts';

interface ConcatAttributes {
  readonly axis: number;
}

export const concatOp = defineOp({
  name: 'concat',
  infer: (inputs, { axis }: ConcatAttributes) => {
    const [first] = inputs;
    const total = inputs.reduce((length, x) => length + x.shape[axis]!, 0);
    const fits = inputs.every((x) => x.shape.every((extent, i) => i === axis || extent === first!.shape[i]));
    if (!fits) throw new Error(`cannot concatenate ${inputs.map((x) => `[${x.shape}]`).join(', ')} along axis ${axis}`);
    return [{ shape: first!.shape.map((extent, i) => (i === axis ? total : extent)), dtype: first!.dtype }];
  },
  gradient: (node, [dy]) => {
    const { axis } = node.attributes;
    return dy
      ? split(
          dy,
          node.inputs.map((x) => x.shape[axis]!),
          axis,
        )
      : node.inputs.map(() => null);
  },
  evaluate: (inputs, node) => [join(inputs, node.attributes.axis, node.outputs[0]!.shape)],
});

interface SplitAttributes {
  readonly sizes: readonly number[];
  readonly axis: number;
}

export const splitOp = defineOp({
  name: 'split',
  infer: ([x], { sizes, axis }: SplitAttributes) => {
    if (sizes.reduce((a, b) => a + b, 0) !== x!.shape[axis])
      throw new Error(`cannot split [${x!.shape}] into ${sizes}`);
    return sizes.map((size) => ({ shape: x!.shape.map((e, i) => (i === axis ? size : e)), dtype: x!.dtype }));
  },
  gradient: (node, gradients) => {
    if (gradients.every((g) => g === null)) return [null];
    const parts = gradients.map((g, i) => g ?? broadcastTo(scalar(0), node.outputs[i]!.shape));
    return [concat(parts, node.attributes.axis)];
  },
  evaluate: ([x], node) => part(x!, node.attributes.sizes, node.attributes.axis),
});

export function concat(parts: readonly Tensor[], axis: number): Tensor {
  const [first] = parts;
  if (parts.length === 1) return first!;
  return makeNode(concatOp, parts, { axis: axis < 0 ? axis + first!.shape.length : axis }).outputs[0]!;
}

/** Splits into parts of the given sizes along `axis`. */
export function split(x: Tensor, sizes: readonly number[], axis: number): readonly Tensor[] {
  if (sizes.length === 1) return [x];
  return makeNode(splitOp, [x], { sizes, axis: axis < 0 ? axis + x.shape.length : axis }).outputs;
}

/** Elements start … end−1 along `axis`, as a part of a split: its gradient is one concat, without sums of zeros. */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  const at = axis < 0 ? axis + x.shape.length : axis;
  const length = x.shape[at]!;
  const sizes = [start, end - start, length - end].filter((size) => size > 0);
  return split(x, sizes, at)[start > 0 ? 1 : 0]!;
}

function join(inputs: readonly NdArray[], axis: number, shape: Shape): NdArray {
  const data = new Float64Array(sizeOf(shape));
  const outer = sizeOf(shape.slice(0, axis));
  const inner = sizeOf(shape.slice(axis + 1));
  let start = 0;
  for (const x of inputs) {
    const run = x.shape[axis]! * inner;
    for (let o = 0; o < outer; o++) data.set(x.data.subarray(o * run, (o + 1) * run), o * shape[axis]! * inner + start);
    start += run;
  }
  return { shape, data };
}

function part(x: NdArray, sizes: readonly number[], axis: number): NdArray[] {
  const outer = sizeOf(x.shape.slice(0, axis));
  const inner = sizeOf(x.shape.slice(axis + 1));
  const row = x.shape[axis]! * inner;
  let start = 0;
  return sizes.map((size) => {
    const run = size * inner;
    const data = new Float64Array(outer * run);
    for (let o = 0; o < outer; o++) data.set(x.data.subarray(o * row + start, o * row + start + run), o * run);
    start += run;
    return { shape: x.shape.map((extent, i) => (i === axis ? size : extent)), data };
  });
}
