/**
 * The linear core: sums, products, and the shape changes that their gradients need. They are in one file because their
 * gradients use each other.
 */
import { broadcastShapes, broadcastStrides, forEachIndex, mapBroadcast, stretchedAxes } from '../broadcast.ts';
import type { NoAttributes, Op, Shape, Tensor } from '../tensor.ts';
import { applies, defineOp, makeNode, sameShape, sizeOf } from '../tensor.ts';
import { constantOp, isConstant, scalar } from './leaf.ts';
import { applyUnary, unary } from './unary-rule.ts';

interface BinaryRule<N extends string> {
  readonly name: N;
  readonly f: (a: number, b: number) => number;
  /** Gradients before they are summed over broadcast axes. */
  readonly gradient: (a: Tensor, b: Tensor, dy: Tensor) => readonly [() => Tensor, () => Tensor];
}

/** An elementwise function of two tensors with NumPy broadcasting. */
export function binary<const N extends string>(rule: BinaryRule<N>): Op<N, NoAttributes> {
  return {
    name: rule.name,
    broadcasts: true,
    infer: ([a, b]) => [{ shape: broadcastShapes(a!.shape, b!.shape), dtype: 'float' }],
    gradient: (node, [dy]) => {
      if (!dy) return [null, null];
      const [a, b] = node.inputs as readonly [Tensor, Tensor];
      const [da, db] = rule.gradient(a, b, dy);
      const isFixed = (x: Tensor) => applies(x.node, constantOp);
      return [isFixed(a) ? null : sumTo(da(), a.shape), isFixed(b) ? null : sumTo(db(), b.shape)];
    },
    evaluate: ([a, b]) => [mapBroadcast(a!, b!, rule.f)],
  };
}

export const applyBinary = (op: Op<string, NoAttributes>, a: Tensor, b: Tensor): Tensor =>
  makeNode(op, [a, b], {}).outputs[0]!;

export const negOp = unary({ name: 'neg', f: (x) => -x, gradient: (_x, _y, dy) => neg(dy) });
export const squareOp = unary({
  name: 'square',
  f: (x) => x * x,
  gradient: (x, _y, dy) => mul(dy, mul(x, scalar(2))),
});
export const addOp = binary({
  name: 'add',
  f: (a, b) => a + b,
  gradient: (_a, _b, dy) => [() => dy, () => dy],
});
export const subOp = binary({
  name: 'sub',
  f: (a, b) => a - b,
  gradient: (_a, _b, dy) => [() => dy, () => neg(dy)],
});
export const mulOp = binary({
  name: 'mul',
  f: (a, b) => a * b,
  gradient: (a, b, dy) => [() => mul(dy, b), () => mul(dy, a)],
});
export const divOp = binary({
  name: 'div',
  f: (a, b) => a / b,
  gradient: (a, b, dy) => [() => div(dy, b), () => neg(div(mul(dy, a), square(b)))],
});

/** Identities with constants 0 and 1 are folded here, because gradients create many of them. */
export const neg = (x: Tensor): Tensor => applyUnary(negOp, x);
export const square = (x: Tensor): Tensor => applyUnary(squareOp, x);
export const add = (a: Tensor, b: Tensor): Tensor => {
  if (isNeutral(b, 0, a)) return a;
  return isNeutral(a, 0, b) ? b : applyBinary(addOp, a, b);
};
export const sub = (a: Tensor, b: Tensor): Tensor => (isNeutral(b, 0, a) ? a : applyBinary(subOp, a, b));
export const mul = (a: Tensor, b: Tensor): Tensor => {
  if (isNeutral(b, 1, a)) return a;
  return isNeutral(a, 1, b) ? b : applyBinary(mulOp, a, b);
};
export const div = (a: Tensor, b: Tensor): Tensor => (isNeutral(b, 1, a) ? a : applyBinary(divOp, a, b));

function isNeutral(tensor: Tensor, value: number, other: Tensor): boolean {
  return isConstant(tensor, value) && sameShape(broadcastShapes(tensor.shape, other.shape), other.shape);
}

interface ShapeAttributes {
  readonly shape: Shape;
}

export const reshapeOp = defineOp({
  name: 'reshape',
  infer: ([x], { shape }: ShapeAttributes) => {
    if (sizeOf(x!.shape) !== sizeOf(shape)) throw new Error(`cannot reshape [${x!.shape}] to [${shape}]`);
    return [{ shape, dtype: x!.dtype }];
  },
  gradient: (node, [dy]) => [dy ? reshape(dy, node.inputs[0]!.shape) : null],
  evaluate: ([x], node) => [{ shape: node.attributes.shape, data: x!.data }],
});

/** Row-major reinterpretation of the values. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : makeNode(reshapeOp, [x], { shape }).outputs[0]!;
}

export const broadcastToOp = defineOp({
  name: 'broadcastTo',
  infer: ([x], { shape }: ShapeAttributes) => {
    if (!sameShape(broadcastShapes(x!.shape, shape), shape))
      throw new Error(`cannot stretch [${x!.shape}] to [${shape}]`);
    return [{ shape, dtype: x!.dtype }];
  },
  gradient: (node, [dy]) => [dy ? sumTo(dy, node.inputs[0]!.shape) : null],
  evaluate: ([x], node) => {
    const { shape } = node.attributes;
    const data = new Float64Array(sizeOf(shape));
    forEachIndex(shape, [broadcastStrides(x!.shape, shape)], (index, offsets) => {
      data[index] = x!.data[offsets[0]!]!;
    });
    return [{ shape, data }];
  },
});

/** Repeats values along axes of extent 1 (or missing leading axes). */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : makeNode(broadcastToOp, [x], { shape }).outputs[0]!;
}

interface SumAttributes {
  /** Ascending. */
  readonly axes: readonly number[];
  /** Whether the summed axes are kept, with extent 1. */
  readonly keepDims: boolean;
}

export const sumOp = defineOp({
  name: 'sum',
  infer: ([x], { axes, keepDims }: SumAttributes) => [
    {
      shape: keepDims ? keptShape(x!.shape, axes) : x!.shape.filter((_, axis) => !axes.includes(axis)),
      dtype: 'float',
    },
  ],
  gradient: (node, [dy]) => {
    const { shape } = node.inputs[0]!;
    return [dy ? broadcastTo(reshape(dy, keptShape(shape, node.attributes.axes)), shape) : null];
  },
  evaluate: ([x], node) => {
    const kept = keptShape(x!.shape, node.attributes.axes);
    const data = new Float64Array(sizeOf(kept));
    forEachIndex(x!.shape, [broadcastStrides(kept, x!.shape)], (index, offsets) => {
      data[offsets[0]!]! += x!.data[index]!;
    });
    return [{ shape: node.outputs[0]!.shape, data }];
  },
});

function keptShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
}

/** Sum over `axes` (negative ones count from the end; all axes by default). */
export function sum(x: Tensor, axes: readonly number[] | null = null, keepDims = false): Tensor {
  const normalized = normalizeAxes(axes, x.shape.length);
  const single = normalized.every((axis) => x.shape[axis] === 1);
  if (!single) return makeNode(sumOp, [x], { axes: normalized, keepDims }).outputs[0]!;
  return keepDims ? x : dropAxes(x, normalized);
}

export function normalizeAxes(axes: readonly number[] | null, rank: number): number[] {
  return (axes ?? Array.from({ length: rank }, (_, i) => i))
    .map((axis) => (axis < 0 ? axis + rank : axis))
    .sort((a, b) => a - b);
}

/** Removes axes of extent 1. */
export function dropAxes(x: Tensor, axes: readonly number[]): Tensor {
  return reshape(
    x,
    x.shape.filter((_, axis) => !axes.includes(axis)),
  );
}

/** Mean over `axes`. */
export function mean(x: Tensor, axes: readonly number[] | null = null, keepDims = false): Tensor {
  const total = sum(x, axes, keepDims);
  return mul(total, scalar(sizeOf(total.shape) / sizeOf(x.shape)));
}

/** Sums a gradient over the axes along which its operand was broadcast. */
export function sumTo(gradient: Tensor, shape: Shape): Tensor {
  const axes = stretchedAxes(gradient.shape, shape);
  // Axes that the operand lacks are removed at once; those that it has with extent 1 are kept.
  const keepDims = gradient.shape.length === shape.length;
  return reshape(axes.length === 0 ? gradient : sum(gradient, axes, keepDims), shape);
}
