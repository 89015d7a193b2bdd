import { copyGraph } from '../../../programs/copy-graph.ts';
import { broadcastTo, reshape } from '../../../tensor/ops/arithmetic.ts';
import { concat, slice } from '../../../tensor/ops/concat-split.ts';
import { conv2dOp, kernelOf } from '../../../tensor/ops/conv2d.ts';
import { scalar } from '../../../tensor/ops/leaf.ts';
import { matmul } from '../../../tensor/ops/matmul.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { applies } from '../../../tensor/tensor.ts';
import { usesConv } from '../../onnx/convolutions.ts';

/**
 * The same tensors without ONNX's Conv, whose WebGPU kernel is wrong for some numbers of channels (6 → 4 with the kernel
 * 3 × 3, onnxruntime 1.30): a matrix product instead, with the pixels under the kernel in a row. It takes the memory of
 * the images once for each entry of the kernel.
 */
export function convolutionsAsProducts(outputs: readonly Tensor[]): Tensor[] {
  return copyGraph(outputs, new Map(), (node, of) =>
    applies(node, conv2dOp) && usesConv(node.inputs[1]!.shape)
      ? [product(of(node.inputs[0]!), of(node.inputs[1]!))]
      : null,
  );
}

/** @param x images [B, height, width, inputs] @param w weights [rows, columns, inputs, outputs] */
function product(x: Tensor, w: Tensor): Tensor {
  const [batch, height, width, inputs] = x.shape as readonly [number, number, number, number];
  const [rows, columns] = kernelOf(w.shape);
  const outputs = w.shape[3]!;
  const whole = padded(padded(x, 1, (rows - 1) / 2), 2, (columns - 1) / 2);
  const shifted = range(rows).flatMap((i) => {
    const band = rows === 1 ? whole : slice(whole, 1, i, i + height);
    return range(columns).map((j) => (columns === 1 ? band : slice(band, 2, j, j + width)));
  });
  const under = reshape(concat(shifted, 3), [batch * height * width, rows * columns * inputs]);
  const weights = reshape(w, [rows * columns * inputs, outputs]);
  return reshape(matmul(under, weights), [batch, height, width, outputs]);
}

/** With `count` rows or columns of zeros on both sides. */
function padded(x: Tensor, axis: number, count: number): Tensor {
  if (count === 0) return x;
  const shape = x.shape.map((extent, i) => (i === axis ? count : extent));
  const zeros = broadcastTo(scalar(0), shape);
  return concat([zeros, x, zeros], axis);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
