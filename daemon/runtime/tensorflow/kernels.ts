/**
 * How TensorFlow.js computes each op, with those of its operations that all of its devices have. It has no integers of 64
 * bits: indices are int32.
 */
import type { Rank } from '@tensorflow/tfjs-core';
import type { OpAttributes, OpName } from '../../tensor/ops/registry.ts';
import type { Tf, TfTensor } from './library.ts';

/** Inputs and constants have values; loops have a body, which graph-program.ts evaluates. */
export type KernelOp = Exclude<OpName, 'input' | 'constant' | 'scan'>;

/** Returns new tensors, for one output or for each. */
export type Kernel<N extends KernelOp> = (
  tf: Tf,
  inputs: readonly TfTensor[],
  attributes: OpAttributes[N],
) => TfTensor | readonly TfTensor[];

/** The shape that broadcastTo takes; its type names one for each rank. */
type Stretched = Parameters<Tf['broadcastTo']>[1];

export const KERNELS: { readonly [N in KernelOp]: Kernel<N> } = {
  toFloat: (tf, [x]) => tf.cast(x!, 'float32'),

  neg: (tf, [x]) => tf.neg(x!),
  square: (tf, [x]) => tf.square(x!),
  exp: (tf, [x]) => tf.exp(x!),
  log: (tf, [x]) => tf.log(x!),
  sqrt: (tf, [x]) => tf.sqrt(x!),
  reciprocal: (tf, [x]) => tf.div(1, x!),
  tanh: (tf, [x]) => tf.tanh(x!),
  sigmoid: (tf, [x]) => tf.sigmoid(x!),
  relu: (tf, [x]) => tf.relu(x!),
  abs: (tf, [x]) => tf.abs(x!),
  floor: (tf, [x]) => tf.floor(x!),
  sin: (tf, [x]) => tf.sin(x!),
  cos: (tf, [x]) => tf.cos(x!),
  step: (tf, [x]) => tf.cast(tf.greater(x!, 0), 'float32'),
  // Its own Softplus is log(1 + eˣ) beyond a threshold only, and wasm has none.
  softplus: (tf, [x]) => tf.add(tf.relu(x!), tf.log(tf.add(tf.exp(tf.neg(tf.abs(x!))), 1))),
  stopGradient: (tf, [x]) => tf.clone(x!),
  maskedGradient: (tf, [x]) => tf.clone(x!),
  // It computes on one device.
  allMean: (tf, [x]) => tf.clone(x!),

  add: (tf, [a, b]) => tf.add(a!, b!),
  sub: (tf, [a, b]) => tf.sub(a!, b!),
  mul: (tf, [a, b]) => tf.mul(a!, b!),
  div: (tf, [a, b]) => tf.div(a!, b!),
  maximum: (tf, [a, b]) => tf.maximum(a!, b!),
  minimum: (tf, [a, b]) => tf.minimum(a!, b!),
  greater: (tf, [a, b]) => tf.cast(tf.greater(a!, b!), 'float32'),
  greaterEqual: (tf, [a, b]) => tf.cast(tf.greaterEqual(a!, b!), 'float32'),
  where: (tf, [mask, a, b]) => tf.where(tf.cast(mask!, 'bool'), a!, b!),

  reshape: (tf, [x], { shape }) => tf.reshape(x!, [...shape]),
  broadcastTo: (tf, [x], { shape }) => tf.broadcastTo(x!, [...shape] as Stretched),
  transpose: (tf, [x], { permutation }) => tf.transpose(x!, [...permutation]),
  concat: (tf, inputs, { axis }) => tf.concat([...inputs], axis),
  split: (tf, [x], { sizes, axis }) => tf.split(x!, [...sizes], axis),
  // The third input is for the gradient.
  take: (tf, [x, indices], { axis }) => tf.gather(x!, tf.reshape(indices!, [indices!.size]), axis),

  sum: (tf, [x], { axes, keepDims }) => tf.sum(x!, [...axes], keepDims),
  max: (tf, [x], { axis }) => tf.max(x!, axis, true),
  softmax: (tf, [x]) => tf.softmax(x!, -1),
  matmul: (tf, [a, b], { transposeA, transposeB }) => product(tf, a!, b!, transposeA, transposeB),
  linear: (tf, [x, w, b]) => tf.add(tf.matMul(x!, w!), b!),
  conv2d: (tf, [x, w]) => tf.conv2d(ofRank4(tf, x!), ofRank4(tf, w!), 1, 'same', 'NHWC'),
  conv2dWeights: (tf, [x, dy], { kernel: [rows, columns] }) => weightGradient(tf, x!, dy!, rows, columns),
};

/** matMul wants operands of the same rank: leading axes become rows. */
function product(tf: Tf, a: TfTensor, b: TfTensor, transposeA: boolean, transposeB: boolean): TfTensor {
  const lead = a.shape.slice(0, -1);
  if (lead.length === 1) return tf.matMul(a, b, transposeA, transposeB);
  const flat = tf.reshape(a, [-1, a.shape.at(-1)!]);
  const y = tf.matMul(flat, b, false, transposeB);
  return tf.reshape(y, [...lead, y.shape[1]!]);
}

/** Of the weights of a convolution: one product for each entry of the kernel. Not all devices have an operation for it. */
function weightGradient(tf: Tf, x: TfTensor, dy: TfTensor, rows: number, columns: number): TfTensor {
  const [batch, height, width, inputs] = x.shape as [number, number, number, number];
  const outputs = dy.shape[3]!;
  const [above, beside] = [(rows - 1) / 2, (columns - 1) / 2];
  const whole = tf.pad(x, [
    [0, 0],
    [above, above],
    [beside, beside],
    [0, 0],
  ]);
  const flat = tf.reshape(dy, [-1, outputs]);
  const parts: TfTensor[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const shifted = tf.slice(whole, [0, i, j, 0], [batch, height, width, inputs]);
      parts.push(tf.matMul(tf.reshape(shifted, [-1, inputs]), flat, true, false));
    }
  }
  return tf.reshape(tf.stack(parts), [rows, columns, inputs, outputs]);
}

/** The same tensor, for the type checker. */
function ofRank4(tf: Tf, x: TfTensor) {
  return tf.reshape<Rank.R4>(x, x.shape as [number, number, number, number]);
}
