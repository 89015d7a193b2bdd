import { defineOp, makeNode, type Tensor } from '../tensor.ts';
import { mul } from './arithmetic.ts';

export const maskedGradientOp = defineOp({
  name: 'maskedGradient',
  infer: ([x], _attributes: Record<string, never>) => [{ shape: x!.shape, dtype: x!.dtype }],
  gradient: (node, [dy]) => [dy ? mul(dy, node.inputs[1]!) : null, null],
  evaluate: ([x]) => [x!],
});

/** x, whose gradient is multiplied by a mask of the same shape: for weights whose masked entries are zero and stay so. */
export const maskedGradient = (x: Tensor, mask: Tensor): Tensor =>
  makeNode(maskedGradientOp, [x, mask], {}).outputs[0]!;
