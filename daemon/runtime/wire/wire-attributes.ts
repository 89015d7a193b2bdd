/** Which attributes of each op cross to a host, under which names. */
import type { JsonObject } from '../../encoding/json.ts';
import type { OpAttributes, OpName } from '../../tensor/ops/registry.ts';

/** Inputs and constants are no nodes on the wire: they are among its values. */
export type ComputedOp = Exclude<OpName, 'input' | 'constant'>;

type Attributes<N extends ComputedOp> = (attributes: OpAttributes[N]) => JsonObject;

const none = (): JsonObject => ({});

export const WIRE_ATTRIBUTES: { readonly [N in ComputedOp]: Attributes<N> } = {
  toFloat: none,

  neg: none,
  square: none,
  exp: none,
  log: none,
  sqrt: none,
  reciprocal: none,
  tanh: none,
  sigmoid: none,
  relu: none,
  abs: none,
  floor: none,
  sin: none,
  cos: none,
  step: none,
  softplus: none,
  stopGradient: none,
  allMean: none,
  maskedGradient: none,

  add: none,
  sub: none,
  mul: none,
  div: none,
  maximum: none,
  minimum: none,
  greater: none,
  greaterEqual: none,
  where: none,

  reshape: ({ shape }) => ({ shape }),
  broadcastTo: ({ shape }) => ({ shape }),
  transpose: ({ permutation }) => ({ permutation }),
  concat: ({ axis }) => ({ axis }),
  split: ({ sizes, axis }) => ({ sizes, axis }),
  take: ({ axis }) => ({ axis }),

  sum: ({ axes, keepDims }) => ({ axes, keepDims }),
  max: ({ axis }) => ({ axis }),
  softmax: none,
  matmul: ({ transposeA, transposeB }) => ({ transposeA, transposeB }),
  linear: none,
  conv2d: none,
  conv2dWeights: ({ kernel }) => ({ kernel }),

  // Its body is a part of the node.
  scan: ({ length, reverse }) => ({ length, reverse }),
};
