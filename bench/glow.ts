/** A small Glow on images of 8 bits: the work of bench/peers/glow_peer.py. */

export interface GlowConfiguration {
  readonly batch: number;
  /** Height and width; one channel. */
  readonly size: number;
  readonly levels: number;
  /** Steps of a level: actnorm, 1×1 convolution, affine coupling. */
  readonly depth: number;
  /** Hidden channels of the networks. */
  readonly channels: number;
  /** Whether half of the channels leave the flow between the levels. */
  readonly split: boolean;
}

export const GLOW: GlowConfiguration = { batch: 64, size: 28, levels: 2, depth: 8, channels: 64, split: true };

export function glowName({ batch, size, levels, depth, channels }: GlowConfiguration): string {
  return `Glow: ${batch}, ${size}×${size}, L ${levels}, K ${depth}, ${channels}`;
}

export function glowSpec({ batch, size, levels, depth, channels, split }: GlowConfiguration, dataPath: string): string {
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
  // The prior of the peer is one convolution.
  const factored = { type: 'split', conditioner: { type: 'convnet', kernels: [3] } };
  const level = (last: boolean) => [{ type: 'squeeze' }, steps, ...(split && !last ? [factored] : [])];
  return JSON.stringify({
    name: 'bench',
    data: { source: 'idx', path: dataPath, shape: [size, size, 1], split: { validation: 0, test: 0 } },
    layers: [
      { type: 'dequantize' },
      { type: 'logit' },
      ...Array.from({ length: levels }, (_, l) => level(l === levels - 1)).flat(),
    ],
    // The peer neither clips nor stops.
    training: { steps: 1_000_000, batchSize: batch, gradientClip: null, lossLimit: 1e12 },
  });
}
