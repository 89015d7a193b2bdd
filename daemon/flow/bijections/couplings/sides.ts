/** The two sides of a coupling: what its network reads, and what it transforms. They depend on the mask and the network. */
import { mul, reshape } from '../../../tensor/ops/arithmetic.ts';
import { constant } from '../../../tensor/ops/leaf.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { ImageConditionerSite } from '../../conditioner-definition.ts';
import { conditionerKind } from '../../conditioners/build-conditioner.ts';
import type { ResolvedMask, Site } from '../../definition.ts';
import { resolvedMask } from '../layer-keys.ts';
import { partition } from './partition.ts';

export interface CouplingConfig {
  readonly mask: unknown;
  readonly conditioner?: unknown;
}

export interface Sides {
  /** Inputs of the network, and coordinates for which it gives parameters; for image networks, per pixel. */
  readonly input: number;
  readonly moved: number;
  readonly image: ImageConditionerSite['image'] | null;
  part(x: Tensor): Parted;
  /** The parameters of the moved elements, from the output of the network. */
  parametersOf(output: Tensor): Tensor;
}

interface Parted {
  readonly seen: Tensor;
  /** The moved elements, coordinates last. */
  readonly changing: Tensor;
  /** The layer's output from the moved elements. */
  join(changed: Tensor): Tensor;
}

export function sidesOf({ mask, conditioner }: CouplingConfig, { inputShape }: Site): Sides {
  const kept = resolvedMask(mask);
  if (conditionerKind(conditioner) !== 'image') return vectorSides(kept);
  const [height, width, channels] = inputShape;
  if (height === undefined || width === undefined || channels === undefined) {
    throw new Error(`an image network does not work on a vector of ${inputShape[0]}`);
  }
  const image = { height, width };
  const pixels = Array.from({ length: height * width }, (_, pixel) =>
    kept.slice(pixel * channels, (pixel + 1) * channels),
  );
  const first = pixels[0]!;
  if (pixels.every((pixel) => pixel.every((entry, c) => entry === first[c]))) return channelSides(image, first);
  const whole = pixels.map((pixel) => pixel[0]!);
  if (pixels.some((pixel, i) => pixel.some((entry) => entry !== whole[i]))) {
    throw new Error('with an image network, a mask must keep whole channels or whole pixels');
  }
  return pixelSides(image, channels, whole);
}

/** The network reads the kept elements as one row. Images are flattened. */
function vectorSides(mask: ResolvedMask): Sides {
  const parts = partition(mask, 1);
  return {
    input: parts.kept,
    moved: parts.moved,
    image: null,
    part: (x) => {
      const { kept, changing } = parts.part(reshape(x, [x.shape[0]!, sizeOf(x.shape.slice(1))]));
      return { seen: kept, changing, join: (changed) => reshape(parts.join(kept, changed), x.shape) };
    },
    parametersOf: (output) => output,
  };
}

/** The network reads the kept channels of the image, and gives parameters for the others. */
function channelSides(image: Sides['image'], mask: ResolvedMask): Sides {
  const parts = partition(mask, 3);
  return {
    input: parts.kept,
    moved: parts.moved,
    image,
    part: (x) => {
      const { kept, changing } = parts.part(x);
      return { seen: kept, changing, join: (changed) => parts.join(kept, changed) };
    },
    parametersOf: (output) => output,
  };
}

/** The network reads the image with zeros in place of the moved pixels, and of its output only their parameters are used. */
function pixelSides(image: NonNullable<Sides['image']>, channels: number, mask: ResolvedMask): Sides {
  const parts = partition(mask, 1);
  const { height, width } = image;
  const rows = (x: Tensor) => reshape(x, [x.shape[0]!, height * width, x.shape[3]!]);
  return {
    input: channels,
    moved: channels,
    image,
    part: (x) => {
      const { kept, changing } = parts.part(rows(x));
      return {
        seen: mul(x, constant(mask, [height, width, 1])),
        changing,
        join: (changed) => reshape(parts.join(kept, changed), x.shape),
      };
    },
    parametersOf: (output) => parts.part(rows(output)).changing,
  };
}
