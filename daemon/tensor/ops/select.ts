/** Comparisons return float masks of 0 and 1, because many runtimes have few operations on booleans. */
import { broadcastShapes, broadcastStrides, forEachIndex, mapBroadcast } from '../broadcast.ts';
import type { NoAttributes, Op, Tensor } from '../tensor.ts';
import { applies, defineOp, makeNode, sizeOf } from '../tensor.ts';
import { applyBinary, binary, mul, sub, sumTo } from './arithmetic.ts';
import { constantOp, scalar } from './leaf.ts';

function comparison<const N extends string>(name: N, holds: (a: number, b: number) => boolean): Op<N, NoAttributes> {
  return {
    name,
    broadcasts: true,
    infer: ([a, b]) => [{ shape: broadcastShapes(a!.shape, b!.shape), dtype: 'float' }],
    gradient: () => [null, null],
    evaluate: ([a, b]) => [mapBroadcast(a!, b!, (x, y) => (holds(x, y) ? 1 : 0))],
  };
}

export const greaterOp = comparison('greater', (a, b) => a > b);
export const greaterEqualOp = comparison('greaterEqual', (a, b) => a >= b);

/** 1 if a > b, else 0. */
export const greater = (a: Tensor, b: Tensor): Tensor => applyBinary(greaterOp, a, b);
/** 1 if a ≥ b, else 0. */
export const greaterEqual = (a: Tensor, b: Tensor): Tensor => applyBinary(greaterEqualOp, a, b);

/** At ties, the second operand gets the gradient. */
export const maximumOp = binary({
  name: 'maximum',
  f: (a, b) => (a > b || Number.isNaN(a) ? a : b),
  gradient: (a, b, dy) => [() => mul(dy, greater(a, b)), () => mul(dy, sub(scalar(1), greater(a, b)))],
});
/** At ties, the second operand gets the gradient. */
export const minimumOp = binary({
  name: 'minimum',
  f: (a, b) => (a < b || Number.isNaN(a) ? a : b),
  gradient: (a, b, dy) => [() => mul(dy, greater(b, a)), () => mul(dy, sub(scalar(1), greater(b, a)))],
});
export const maximum = (a: Tensor, b: Tensor): Tensor => applyBinary(maximumOp, a, b);
export const minimum = (a: Tensor, b: Tensor): Tensor => applyBinary(minimumOp, a, b);

/** Limits values to [low, high]; the gradient is 0 outside, but not at the ends. */
export const clamp = (x: Tensor, low: number, high: number): Tensor => minimum(scalar(high), maximum(scalar(low), x));

/** A separate op: mask·(a − b) + b would spread NaN from the branch that is not taken. */
export const whereOp = defineOp({
  name: 'where',
  infer: ([mask, a, b]) => [
    { shape: broadcastShapes(mask!.shape, broadcastShapes(a!.shape, b!.shape)), dtype: 'float' },
  ],
  gradient: (node, [dy]) => {
    if (!dy) return [null, null, null];
    const [mask, a, b] = node.inputs as readonly [Tensor, Tensor, Tensor];
    const zero = scalar(0);
    return [null, sumLike(where(mask, dy, zero), a), sumLike(where(mask, zero, dy), b)];
  },
  evaluate: ([mask, a, b], node) => {
    const shape = node.outputs[0]!.shape;
    const data = new Float64Array(sizeOf(shape));
    const strides = [mask!, a!, b!].map((operand) => broadcastStrides(operand.shape, shape));
    forEachIndex(shape, strides, (index, [m, i, j]) => {
      data[index] = mask!.data[m!] !== 0 ? a!.data[i!]! : b!.data[j!]!;
    });
    return [{ shape, data }];
  },
});

function sumLike(gradient: Tensor, operand: Tensor): Tensor | null {
  return applies(operand.node, constantOp) ? null : sumTo(gradient, operand.shape);
}

/** a if mask is not 0, else b. */
export const where = (mask: Tensor, a: Tensor, b: Tensor): Tensor => makeNode(whereOp, [mask, a, b], {}).outputs[0]!;
