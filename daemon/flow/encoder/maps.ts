/** Changes the resolution of feature maps, [B, height, width, channels]. */
import { mean, reshape } from '../../tensor/ops/arithmetic.ts';
import { constant } from '../../tensor/ops/leaf.ts';
import { matmul } from '../../tensor/ops/matmul.ts';
import { transpose } from '../../tensor/ops/transpose.ts';
import type { Tensor } from '../../tensor/tensor.ts';

export interface Resolution {
  readonly height: number;
  readonly width: number;
}

/**
 * Each new pixel is the mean over the area that it covers: average pooling where sizes divide each other, repeated
 * pixels where the map grows.
 */
export function resized(x: Tensor, to: Resolution): Tensor {
  const [batch, height, width, channels] = x.shape as readonly [number, number, number, number];
  if (height === to.height && width === to.width) return x;
  // [B, width, channels, height] → [B, width, channels, height']
  const columns = reshape(transpose(x, [0, 2, 3, 1]), [batch * width * channels, height]);
  const lower = reshape(matmul(columns, weights(height, to.height)), [batch, width, channels, to.height]);
  // [B, height', channels, width] → [B, height', channels, width']
  const rows = reshape(transpose(lower, [0, 3, 2, 1]), [batch * to.height * channels, width]);
  const both = reshape(matmul(rows, weights(width, to.width)), [batch, to.height, channels, to.width]);
  return transpose(both, [0, 1, 3, 2]);
}

/** [from, to]: the share of each old pixel in each new one. */
function weights(from: number, to: number): Tensor {
  const share = new Float64Array(from * to);
  const length = from / to;
  for (let j = 0; j < to; j++) {
    for (let i = 0; i < from; i++) {
      const overlap = Math.min(i + 1, (j + 1) * length) - Math.max(i, j * length);
      share[i * to + j] = Math.max(0, overlap) / length;
    }
  }
  return constant(share, [from, to]);
}

/** Blocks of pixels become channels in the order of `squeeze`; `to` divides the size of x. */
export function squeezed(x: Tensor, { height, width }: Resolution): Tensor {
  const [batch, rows, columns, channels] = x.shape as readonly [number, number, number, number];
  const [tall, wide] = [rows / height, columns / width];
  if (tall === 1 && wide === 1) return x;
  const blocks = transpose(reshape(x, [batch, height, tall, width, wide, channels]), [0, 1, 3, 5, 2, 4]);
  return reshape(blocks, [batch, height, width, channels * tall * wide]);
}

/** Undoes `squeezed`: channels become blocks of pixels; the size of x divides `to`. */
export function unsqueezed(x: Tensor, { height, width }: Resolution): Tensor {
  const [batch, rows, columns, channels] = x.shape as readonly [number, number, number, number];
  const [tall, wide] = [height / rows, width / columns];
  if (tall === 1 && wide === 1) return x;
  const own = channels / (tall * wide);
  const blocks = transpose(reshape(x, [batch, rows, columns, own, tall, wide]), [0, 1, 4, 2, 5, 3]);
  return reshape(blocks, [batch, height, width, own]);
}

/** Mean of each block of a squeezed map that had `channels` channels. */
export function blockMeans(x: Tensor, channels: number): Tensor {
  const [batch, height, width, all] = x.shape as readonly [number, number, number, number];
  return mean(reshape(x, [batch, height, width, channels, all / channels]), [4]);
}
