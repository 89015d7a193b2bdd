/**
 * Convolutions of images, channels last, that keep height and width: odd kernels, zeros around the image, stride 1. The
 * gradients are of the same kind, so they can be differentiated again.
 */
import type { Shape, Tensor } from '../tensor.ts';
import { defineOp, makeNode, sameShape, sizeOf } from '../tensor.ts';
import { reshape } from './arithmetic.ts';
import { take } from './take.ts';
import { transpose } from './transpose.ts';

/** Inputs: images [B, H, W, I], weights [kh, kw, I, O]. */
export const conv2dOp = defineOp({
  name: 'conv2d',
  infer: ([x, w]) => {
    const [batch, height, width, channels] = x!.shape;
    const [rows, columns, inputs, outputs] = w!.shape;
    const odd = rows! % 2 === 1 && columns! % 2 === 1;
    if (x!.shape.length !== 4 || w!.shape.length !== 4 || inputs !== channels || !odd) {
      throw new Error(`cannot convolve [${x!.shape}] with [${w!.shape}]`);
    }
    return [{ shape: [batch!, height!, width!, outputs!], dtype: 'float' }];
  },
  gradient: (node, [dy]) => {
    if (!dy) return [null, null];
    const [x, w] = node.inputs as readonly [Tensor, Tensor];
    return [conv2d(dy, turned(w)), conv2dWeights(x, dy, kernelOf(w.shape))];
  },
  evaluate: ([x, w], node) => {
    const { shape } = node.outputs[0]!;
    const data = new Float64Array(sizeOf(shape));
    const [inputs, outputs] = w!.shape.slice(2) as [number, number];
    forEachTap(x!.shape, kernelOf(w!.shape), (from, to, tap) => {
      for (let i = 0; i < inputs; i++) {
        const value = x!.data[from * inputs + i]!;
        const row = (tap * inputs + i) * outputs;
        for (let o = 0; o < outputs; o++) data[to * outputs + o]! += value * w!.data[row + o]!;
      }
    });
    return [{ shape, data }];
  },
});

interface WeightsAttributes {
  readonly kernel: readonly [height: number, width: number];
}

/** Inputs: images [B, H, W, I], gradients [B, H, W, O] of their convolution. Output: gradient [kh, kw, I, O] of the weights. */
export const conv2dWeightsOp = defineOp({
  name: 'conv2dWeights',
  infer: ([x, dy], { kernel }: WeightsAttributes) => {
    if (!sameShape(x!.shape.slice(0, 3), dy!.shape.slice(0, 3))) {
      throw new Error(`[${dy!.shape}] is not a gradient of a convolution of [${x!.shape}]`);
    }
    return [{ shape: [...kernel, x!.shape[3]!, dy!.shape[3]!], dtype: 'float' }];
  },
  gradient: (node, [dw]) => {
    if (!dw) return [null, null];
    const [x, dy] = node.inputs as readonly [Tensor, Tensor];
    return [conv2d(dy, turned(dw)), conv2d(x, dw)];
  },
  evaluate: ([x, dy], node) => {
    const { shape } = node.outputs[0]!;
    const data = new Float64Array(sizeOf(shape));
    const [inputs, outputs] = shape.slice(2) as [number, number];
    forEachTap(x!.shape, node.attributes.kernel, (from, to, tap) => {
      for (let i = 0; i < inputs; i++) {
        const value = x!.data[from * inputs + i]!;
        const row = (tap * inputs + i) * outputs;
        for (let o = 0; o < outputs; o++) data[row + o]! += value * dy!.data[to * outputs + o]!;
      }
    });
    return [{ shape, data }];
  },
});

/** y[b, r, c, o] = Σ x[b, r + i − ⌊kh/2⌋, c + j − ⌊kw/2⌋, k]·w[i, j, k, o], where x is 0 beyond its edges. */
export function conv2d(x: Tensor, w: Tensor): Tensor {
  return makeNode(conv2dOp, [x, w], {}).outputs[0]!;
}

function conv2dWeights(x: Tensor, dy: Tensor, kernel: readonly [number, number]): Tensor {
  return makeNode(conv2dWeightsOp, [x, dy], { kernel }).outputs[0]!;
}

export function kernelOf(weights: Shape): readonly [height: number, width: number] {
  return [weights[0]!, weights[1]!];
}

/** The weights of the transposed convolution: rotated by 180°, with inputs and outputs exchanged. */
function turned(w: Tensor): Tensor {
  const [rows, columns, inputs, outputs] = w.shape as readonly [number, number, number, number];
  const taps = rows * columns;
  const backwards = Array.from({ length: taps }, (_, tap) => taps - 1 - tap);
  const exchanged = transpose(take(reshape(w, [taps, inputs, outputs]), backwards, 0), [0, 2, 1]);
  return reshape(exchanged, [rows, columns, outputs, inputs]);
}

/** Visits all pairs of an input and an output pixel (indices into [B·H·W]) that an entry of the kernel (`tap`) connects. */
function forEachTap(
  [batch = 0, height = 0, width = 0]: Shape,
  [rows, columns]: readonly [number, number],
  visit: (from: number, to: number, tap: number) => void,
): void {
  for (let b = 0; b < batch; b++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let i = 0; i < rows; i++) {
          const fromY = y + i - (rows - 1) / 2;
          if (fromY < 0 || fromY >= height) continue;
          for (let j = 0; j < columns; j++) {
            const fromX = x + j - (columns - 1) / 2;
            if (fromX < 0 || fromX >= width) continue;
            visit((b * height + fromY) * width + fromX, (b * height + y) * width + x, i * columns + j);
          }
        }
      }
    }
  }
}
