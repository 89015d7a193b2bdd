/** Convolutions of the conditioners of images: their parameters with initial values, and their application. */
import { add, reshape } from '../../tensor/ops/arithmetic.ts';
import { conv2d } from '../../tensor/ops/conv2d.ts';
import { linear } from '../../tensor/ops/matmul.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { AnyConditionerSite } from '../conditioner-definition.ts';
import type { ParameterSpec, Scope } from '../definition.ts';
import type { StartValues } from './dense.ts';
import { denseParameters } from './dense.ts';

interface ConvolutionSite {
  readonly name: string;
  /** Height and width of the kernel, odd. */
  readonly kernel: number;
  /** Channels. */
  readonly inputs: number;
  readonly outputs: number;
  readonly pixels: number;
  readonly start: StartValues;
}

/** `<name>.weight` [kernel, kernel, inputs, outputs] and `<name>.bias` [outputs], with the start values of linear layers. */
export function convolutionParameters({
  kernel,
  inputs,
  outputs,
  pixels,
  ...rest
}: ConvolutionSite): readonly ParameterSpec[] {
  const [weight, bias] = denseParameters({ ...rest, inputs: kernel * kernel * inputs, outputs });
  return [{ ...weight, shape: [kernel, kernel, inputs, outputs], rows: pixels }, bias];
}

/** Height · width of a site on images. */
export function pixelsOf(site: AnyConditionerSite): number {
  if (!('image' in site)) throw new Error('convolutions need images');
  return site.image.height * site.image.width;
}

/** [B, height, width, inputs] → [B, height, width, outputs], with zeros around the image. */
export function convolution(name: string, x: Tensor, scope: Scope): Tensor {
  const weight = scope.parameter(`${name}.weight`);
  const bias = scope.parameter(`${name}.bias`);
  const [rows, columns, inputs, outputs] = weight.shape as readonly [number, number, number, number];
  if (rows > 1 || columns > 1) return add(conv2d(x, weight), bias);
  const positions = x.shape.slice(0, 3);
  const product = linear(reshape(x, [sizeOf(positions), inputs]), reshape(weight, [inputs, outputs]), bias);
  return reshape(product, [...positions, outputs]);
}
