import type { Op, Tensor } from '../tensor.ts';
import { makeNode } from '../tensor.ts';

const FLOAT = 1;

/** uint8 or int64 data as float; no gradient. */
export const toFloatOp: Op<Record<string, never>> = {
  name: 'toFloat',
  infer: ([x]) => [{ shape: x!.shape, dtype: 'float' }],
  gradient: () => [null],
  onnx: (scope, [x]) => [scope.node('Cast', [x!], { to: FLOAT })],
  evaluate: ([x]) => [x!],
};

export function toFloat(x: Tensor): Tensor {
  return x.dtype === 'float' ? x : makeNode(toFloatOp, [x], {}).outputs[0]!;
}
