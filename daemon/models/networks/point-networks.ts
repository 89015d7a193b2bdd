/**
 * Networks from points to vectors (encoders, discriminators) and from vectors to points (decoders, generators). Vectors take a
 * conditioner as it is. On images a convolutional one works on blocks of pixels, with a linear layer between its
 * feature maps and the vector; from a vector to an image this is the sub-pixel form of a transposed convolution (Shi et
 * al. 2016).
 */
import { conditionerKind } from '../../flow/conditioners/build-conditioner.ts';
import { dense, denseParameters, type StartValues } from '../../flow/conditioners/dense.ts';
import type { Resolution } from '../../flow/encoder/maps.ts';
import { squeezed, unsqueezed } from '../../flow/encoder/maps.ts';
import { reshape } from '../../tensor/ops/arithmetic.ts';
import { silu } from '../../tensor/ops/composite.ts';
import { concat, split } from '../../tensor/ops/concat-split.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { conditionerParts, type Network, networkOf, type Parts, type PointSite } from './network.ts';

/** Channels of the feature maps beside the linear layer. */
const FEATURES = 16;
/** Blocks of pixels are halved while the image has at least this many of them on each side. */
const FEWEST_BLOCKS = 4;
const MOST_HALVINGS = 2;

type OutputStart = Extract<StartValues, 'zero' | 'hidden'>;

interface VectorNetworkOptions {
  /** First part of the names of its parameters. */
  readonly name: string;
  /** The conditioner, `{type, …keys}`. */
  readonly config: object;
  readonly site: PointSite;
  /** Start values of the last layer. */
  readonly start: OutputStart;
}

/** Points [B, …inputShape], and more inputs [B, extra] beside them, to [B, outputs]. */
export function pointsToVector(
  options: VectorNetworkOptions & { readonly outputs: number; readonly extra?: number },
): Network & { applyWith(x: Tensor, extra: Tensor, environment: Parameters<Network['apply']>[1]): Tensor } {
  const { name, config, site, outputs, extra = 0, start } = options;
  const { inputShape, contextSize } = site;
  const size = sizeOf(inputShape);
  const whole: Parts =
    conditionerKind(config) === 'image'
      ? imageToVector(config, site, outputs, extra, start)
      : conditionerParts(config, { inputSize: size + extra, contextSize, outputSize: outputs, outputStart: start });
  // Image and extra inputs travel as one vector, which the parts take apart again.
  const network = networkOf(name, whole);
  const flat = (x: Tensor) => reshape(x, [x.shape[0]!, size]);
  return {
    parameters: network.parameters,
    apply: (x, environment) => network.apply(flat(x), environment),
    applyWith: (x, more, environment) => network.apply(concat([flat(x), more], 1), environment),
  };
}

/** Vectors [B, inputs] to [B, …inputShape] for each of `values` numbers per element of a point. */
export function vectorToPoints(options: VectorNetworkOptions & { readonly inputs: number; readonly values: number }): {
  readonly parameters: Network['parameters'];
  apply(...of: Parameters<Network['apply']>): readonly Tensor[];
} {
  const { name, config, site, inputs, values, start } = options;
  const { inputShape, contextSize } = site;
  const size = sizeOf(inputShape);
  const network = networkOf(
    name,
    conditionerKind(config) === 'image'
      ? vectorToImage(config, site, inputs, values, start)
      : conditionerParts(config, { inputSize: inputs, contextSize, outputSize: size * values, outputStart: start }),
  );
  return {
    parameters: network.parameters,
    apply(z, environment) {
      const all = network.apply(z, environment);
      const parts = split(
        all,
        Array.from({ length: values }, () => size),
        1,
      );
      return parts.map((part) => reshape(part, [part.shape[0]!, ...inputShape]));
    },
  };
}

/** [B, height·width·channels + extra] → [B, outputs]: blocks of pixels, the convolutions, a linear layer. */
function imageToVector(
  config: object,
  { inputShape, contextSize }: PointSite,
  outputs: number,
  extra: number,
  start: OutputStart,
): Parts {
  const size = sizeOf(inputShape);
  const image = coarse(inputShape);
  const maps = image.height * image.width * FEATURES;
  const network = conditionerParts(config, {
    inputSize: size / (image.height * image.width),
    contextSize,
    outputSize: FEATURES,
    outputStart: 'hidden',
    image,
  });
  return {
    parameters: [...network.parameters, ...denseParameters({ name: 'head', inputs: maps + extra, outputs, start })],
    apply(x, scope) {
      const batch = x.shape[0]!;
      const [pixels, more] = extra === 0 ? [x] : (split(x, [size, extra], 1) as [Tensor, Tensor]);
      const blocks = squeezed(reshape(pixels!, [batch, ...inputShape]), image);
      const features = reshape(silu(network.apply(blocks, scope)), [batch, maps]);
      return dense('head', more ? concat([features, more], 1) : features, scope);
    },
  };
}

/** [B, inputs] → [B, values·height·width·channels]: a linear layer, the convolutions, blocks of pixels. */
function vectorToImage(
  config: object,
  { inputShape, contextSize }: PointSite,
  inputs: number,
  values: number,
  start: OutputStart,
): Parts {
  const [height, width, channels] = inputShape as readonly [number, number, number];
  const image = coarse(inputShape);
  const maps = image.height * image.width * FEATURES;
  const network = conditionerParts(config, {
    inputSize: FEATURES,
    contextSize,
    outputSize: (values * sizeOf(inputShape)) / (image.height * image.width),
    outputStart: start,
    image,
  });
  return {
    parameters: [...denseParameters({ name: 'stem', inputs, outputs: maps, start: 'hidden' }), ...network.parameters],
    apply(z, scope) {
      const batch = z.shape[0]!;
      const features = silu(reshape(dense('stem', z, scope), [batch, image.height, image.width, FEATURES]));
      const pixels = unsqueezed(network.apply(features, scope), { height, width });
      const own = split(
        pixels,
        Array.from({ length: values }, () => channels),
        3,
      );
      return concat(
        own.map((part) => reshape(part, [batch, sizeOf(inputShape)])),
        1,
      );
    },
  };
}

/** The image in blocks of at most 4 × 4 pixels, whose sizes divide it. */
function coarse([height, width]: PointSite['inputShape']): Resolution {
  let [rows, columns] = [height!, width!];
  for (let i = 0; i < MOST_HALVINGS; i++) {
    const divides = rows % 2 === 0 && columns % 2 === 0;
    if (!divides || Math.min(rows, columns) / 2 < FEWEST_BLOCKS) break;
    [rows, columns] = [rows / 2, columns / 2];
  }
  return { height: rows, width: columns };
}
