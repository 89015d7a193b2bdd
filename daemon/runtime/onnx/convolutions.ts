/**
 * How ONNX Runtime computes convolutions of images with channels last. Its own Conv wants channels first, so it is
 * placed between transpositions; where one side has few channels, products of shifted images are faster. Chosen by
 * measurement: docs/decisions/convolution-layout.md.
 */
import { kernelOf } from '../../tensor/ops/conv2d.ts';
import type { NodeOf } from '../../tensor/ops/registry.ts';
import type { Shape } from '../../tensor/tensor.ts';
import type { OnnxScope } from './scope.ts';

/** With this many times more inputs than outputs, the sums over the kernel are computed after the product. */
const FEWER_OUTPUTS = 4;
/** For the gradient of the weights: with at most this many channels, all shifted images form one matrix. */
const FEW_INPUTS_OF_WEIGHTS = 4;
const FEW_OUTPUTS_OF_WEIGHTS = 16;

type Name = string;

/** A batch of images as a value of the ONNX graph. */
interface Images {
  readonly name: Name;
  /** [B, height, width, channels]. */
  readonly shape: Shape;
}

export function lowerConv2d(scope: OnnxScope, [x, w]: readonly Name[], node: NodeOf<'conv2d'>): readonly Name[] {
  const [images, weights] = node.inputs.map(({ shape }) => shape) as [Shape, Shape];
  const [inputs, outputs] = weights.slice(2) as [number, number];
  const kernel = kernelOf(weights);
  if (isPointwise(weights))
    return [scope.node('MatMul', [x!, scope.node('Reshape', [w!, scope.ints([inputs, outputs])])])];
  if (!usesConv(weights)) return [productFirst(scope, { name: x!, shape: images }, w!, weights)];
  const channelsFirst = scope.node('Transpose', [x!], { perm: [0, 3, 1, 2] });
  const turned = scope.node('Transpose', [w!], { perm: [3, 2, 0, 1] });
  const pads = kernel.map((size) => (size - 1) / 2);
  const result = scope.node('Conv', [channelsFirst, turned], { kernel_shape: kernel, pads: [...pads, ...pads] });
  return [scope.node('Transpose', [result], { perm: [0, 2, 3, 1] })];
}

/** Whether a convolution with weights of this shape becomes ONNX's Conv, not products and sums. */
export function usesConv(weights: Shape): boolean {
  const [inputs, outputs] = weights.slice(2) as [number, number];
  return !isPointwise(weights) && FEWER_OUTPUTS * outputs > inputs;
}

function isPointwise(weights: Shape): boolean {
  return kernelOf(weights).every((size) => size === 1);
}

/** The product of each pixel with all entries of the kernel, then the sum of the shifted parts: rows before columns. */
function productFirst(scope: OnnxScope, { name, shape }: Images, weights: Name, weightShape: Shape): Name {
  const [height, width] = shape.slice(1) as [number, number];
  const [rows, columns, inputs, outputs] = weightShape as readonly [number, number, number, number];
  const wide = scope.node('Reshape', [
    scope.node('Transpose', [weights], { perm: [2, 0, 1, 3] }),
    scope.ints([inputs, rows * columns * outputs]),
  ]);
  const products = padded(scope, scope.node('MatMul', [name, wide]), kernelOf(weightShape));
  const row = columns * outputs;
  const summedRows = range(rows)
    .map((i) => slice(scope, products, { axes: [1, 3], starts: [i, i * row], ends: [i + height, (i + 1) * row] }))
    .reduce((a, b) => scope.node('Add', [a, b]));
  return range(columns)
    .map((j) =>
      slice(scope, summedRows, { axes: [2, 3], starts: [j, j * outputs], ends: [j + width, (j + 1) * outputs] }),
    )
    .reduce((a, b) => scope.node('Add', [a, b]));
}

export function lowerConv2dWeights(
  scope: OnnxScope,
  names: readonly Name[],
  { inputs: [images, gradient], attributes: { kernel } }: NodeOf<'conv2dWeights'>,
): readonly Name[] {
  const x: Images = { name: names[0]!, shape: images!.shape };
  const dy: Images = { name: names[1]!, shape: gradient!.shape };
  const [rows, columns] = kernel;
  const [inputs, outputs] = [x.shape[3]!, dy.shape[3]!];
  const shape = scope.ints([rows, columns, inputs, outputs]);
  const taps = rows * columns;
  if (taps > 1 && outputs <= FEW_OUTPUTS_OF_WEIGHTS && outputs < inputs) {
    // The gradient is shifted instead of the images, so the entries of the kernel are in reverse order.
    const all = scope.node('Concat', shifted(scope, dy, kernel).toReversed(), { axis: 3 });
    const product = transposedProduct(scope, flat(scope, all, taps * outputs), flat(scope, x.name, inputs));
    const parts = scope.node('Reshape', [product, scope.ints([rows, columns, outputs, inputs])]);
    return [scope.node('Transpose', [parts], { perm: [0, 1, 3, 2] })];
  }
  const rest = flat(scope, dy.name, outputs);
  if (inputs <= FEW_INPUTS_OF_WEIGHTS) {
    const all = scope.node('Concat', shifted(scope, x, kernel), { axis: 3 });
    return [scope.node('Reshape', [transposedProduct(scope, flat(scope, all, taps * inputs), rest), shape])];
  }
  const parts = shifted(scope, x, kernel).map((part) =>
    scope.node('Gemm', [flat(scope, part, inputs), rest], { transA: 1 }),
  );
  return [scope.node('Reshape', [parts.length === 1 ? parts[0]! : scope.node('Concat', parts, { axis: 0 }), shape])];
}

/** aᵀ·b. */
function transposedProduct(scope: OnnxScope, a: Name, b: Name): Name {
  return scope.node('MatMul', [scope.node('Transpose', [a], { perm: [1, 0] }), b]);
}

/** One row per pixel. */
function flat(scope: OnnxScope, x: Name, channels: number): Name {
  return scope.node('Reshape', [x, scope.ints([-1, channels])]);
}

/** For each entry of the kernel, the images shifted so that the pixel it reads is at the place of the output's. */
function shifted(scope: OnnxScope, { name, shape }: Images, kernel: readonly [number, number]): Name[] {
  const [rows, columns] = kernel;
  if (rows === 1 && columns === 1) return [name];
  const [height, width] = shape.slice(1) as [number, number];
  const whole = padded(scope, name, kernel);
  return range(rows).flatMap((i) =>
    range(columns).map((j) => slice(scope, whole, { axes: [1, 2], starts: [i, j], ends: [i + height, j + width] })),
  );
}

/** With zeros around the images. */
function padded(scope: OnnxScope, x: Name, [rows, columns]: readonly [number, number]): Name {
  const pads = [0, (rows - 1) / 2, (columns - 1) / 2, 0];
  return scope.node('Pad', [x, scope.ints([...pads, ...pads])]);
}

interface Cut {
  readonly axes: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

function slice(scope: OnnxScope, x: Name, { axes, starts, ends }: Cut): Name {
  return scope.node('Slice', [x, scope.ints(starts), scope.ints(ends), scope.ints(axes)]);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
