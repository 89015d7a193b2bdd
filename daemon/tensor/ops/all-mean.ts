import { defineOp, makeNode, type Tensor } from '../tensor.ts';

/** Its matrix is symmetric, so its gradient is the mean of what the devices' losses, added up, say about their own x. */
export const allMeanOp = defineOp({
  name: 'allMean',
  infer: ([x]) => [x!],
  gradient: (_node, [dy]) => [dy ? allMean(dy) : null],
  evaluate: ([x]) => [x!],
});

/**
 * The mean of x over the devices that share a batch, the same on each; x itself on a device of its own. Every device must
 * compute it, in the same order as the others.
 */
export function allMean(x: Tensor): Tensor {
  return makeNode(allMeanOp, [x], {}).outputs[0]!;
}
