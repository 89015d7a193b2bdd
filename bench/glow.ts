/** A small Glow on 8-bit images: the same flow as in bench/peers/glow_peer.py. */

export interface GlowConfiguration {
  readonly batch: number;
  /** Height and width. */
  readonly size: number;
  /** Channels of an image. Absent: 1, as in the peer. */
  readonly colors?: number;
  readonly levels: number;
  /** Steps per level. A step is actnorm, 1×1 convolution and affine coupling. */
  readonly depth: number;
  /** Hidden channels of the networks. */
  readonly channels: number;
  /** Whether half of the channels leave the flow between the levels. */
  readonly split: boolean;
  /** `training.recompute`. Absent: false. */
  readonly recompute?: boolean;
}

export const GLOW: GlowConfiguration = { batch: 64, size: 28, levels: 2, depth: 8, channels: 64, split: true };

/** A deep one, on images with three channels. */
export const DEEP_GLOW: GlowConfiguration = {
  ...{ batch: 16, size: 32, colors: 3 },
  ...{ levels: 3, depth: 32, channels: 64, split: true },
};

export function glowName({ batch, size, colors = 1, levels, depth, channels }: GlowConfiguration): string {
  const image = colors === 1 ? `${size}×${size}` : `${size}×${size}×${colors}`;
  return `Glow: ${batch}, ${image}, L ${levels}, K ${depth}, ${channels}`;
}

export function glowSpec(configuration: GlowConfiguration, dataPath: string): string {
  const { batch, size, colors = 1, levels, depth, channels, split, recompute = false } = configuration;
  const convnet = { type: 'convnet', channels, kernels: [3, 1, 3] };
  const steps = {
    type: 'repeat',
    times: depth,
    layers: [
      { type: 'actnorm' },
      { type: 'conv1x1' },
      { type: 'affine-coupling', mask: 'channel', conditioner: convnet },
    ],
  };
  // As in the peer, the prior is one convolution.
  const factored = { type: 'split', conditioner: { type: 'convnet', kernels: [3] } };
  const level = (last: boolean) => [{ type: 'squeeze' }, steps, ...(split && !last ? [factored] : [])];
  return JSON.stringify({
    name: 'bench',
    data: { source: 'idx', path: dataPath, shape: [size, size, colors], split: { validation: 0, test: 0 } },
    layers: [
      { type: 'dequantize' },
      { type: 'logit' },
      ...Array.from({ length: levels }, (_, l) => level(l === levels - 1)).flat(),
    ],
    // The peer does not clip gradients, and does not stop at a large loss.
    training: { steps: 1_000_000, batchSize: batch, gradientClip: null, lossLimit: 1e12, recompute },
  });
}
