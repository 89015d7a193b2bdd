import type { Tensor } from '../tensor.ts';
import { defineOp, makeNode } from '../tensor.ts';
import { mul, sub, sum } from './arithmetic.ts';

/** Over the last axis. */
export const softmaxOp = defineOp({
  name: 'softmax',
  infer: ([x]) => [x!],
  gradient: (node, [dy]) => {
    if (!dy) return [null];
    const y = node.outputs[0]!;
    return [mul(y, sub(dy, sum(mul(dy, y), [-1], true)))];
  },
  evaluate: ([x]) => {
    const size = x!.shape.at(-1)!;
    const data = new Float64Array(x!.data.length);
    for (let start = 0; start < data.length; start += size) {
      const row = x!.data.subarray(start, start + size);
      const peak = row.reduce((a, b) => Math.max(a, b), -Infinity);
      const weights = row.map((value) => Math.exp(value - peak));
      const total = weights.reduce((a, b) => a + b, 0);
      data.set(
        weights.map((weight) => weight / total),
        start,
      );
    }
    return [{ shape: x!.shape, data }];
  },
});

/** eˣ / Σ eˣ over the last axis. */
export const softmax = (x: Tensor): Tensor => makeNode(softmaxOp, [x], {}).outputs[0]!;
