/**
 * How ONNX Runtime computes each op: which ONNX nodes, chosen by measurement (µs are of [512, 128] on one thread unless
 * said otherwise).
 */
import { constantValue } from '../../tensor/ops/leaf.ts';
import type { NodeOf, OpName } from '../../tensor/ops/registry.ts';
import type { Shape, Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { lowerConv2d, lowerConv2dWeights } from './convolutions.ts';
import type { OnnxScope } from './scope.ts';

/** Writes the node's outputs, given the names of its inputs, and returns their names. */
export type Lowering<N extends OpName> = (
  scope: OnnxScope,
  inputs: readonly string[],
  node: NodeOf<N>,
) => readonly string[];

/** Values of the attribute `to` of Cast. */
const FLOAT = 1;
const BOOL = 9;

export const LOWERING: { readonly [N in OpName]: Lowering<N> } = {
  input: (_scope, _inputs, node) => {
    throw new Error(`input '${node.attributes.name}' was not bound`);
  },
  constant: (scope, _inputs, { attributes: { value, dtype } }) => [scope.constant(value, dtype)],
  toFloat: (scope, inputs) => [scope.node('Cast', inputs, { to: FLOAT })],

  neg: single('Neg'),
  exp: single('Exp'),
  log: single('Log'),
  sqrt: single('Sqrt'),
  reciprocal: single('Reciprocal'),
  tanh: single('Tanh'),
  sigmoid: single('Sigmoid'),
  relu: single('Relu'),
  abs: single('Abs'),
  floor: single('Floor'),
  sin: single('Sin'),
  cos: single('Cos'),
  // Mul is four times cheaper than Pow.
  square: (scope, [x]) => [scope.node('Mul', [x!, x!])],
  // A steep HardSigmoid is twice as fast as Greater + Cast.
  step: (scope, inputs) => [scope.node('HardSigmoid', inputs, { alpha: { float: 1e30 }, beta: { float: 0 } })],
  // relu(x) + ln(1 + e^−|x|): five times faster than ONNX Runtime's Softplus; absolute error 6e-8 in float32.
  softplus: (scope, [x]) => {
    const decay = scope.node('Exp', [scope.node('Neg', [scope.node('Abs', [x!])])]);
    const tail = scope.node('Log', [scope.node('Add', [decay, scope.float(1)])]);
    return [scope.node('Add', [scope.node('Relu', [x!]), tail])];
  },

  stopGradient: (_scope, inputs) => inputs,
  // These runtimes compute on one device.
  allMean: (_scope, inputs) => inputs,
  maskedGradient: (_scope, [x]) => [x!],

  add: elementwise('Add'),
  sub: elementwise('Sub'),
  mul: elementwise('Mul'),
  div: elementwise('Div'),
  maximum: elementwise('Max'),
  minimum: elementwise('Min'),
  greater: comparison('Greater'),
  greaterEqual: comparison('GreaterOrEqual'),
  where: (scope, names, { inputs, outputs }) => {
    const [mask, a, b] = names.map((name, i) => raised(scope, name, inputs[i]!, outputs[0]!));
    return [scope.node('Where', [scope.node('Cast', [mask!], { to: BOOL }), a!, b!])];
  },

  reshape: (scope, [x], { attributes: { shape } }) => {
    const open = scope.batchAxis(shape);
    return [scope.node('Reshape', [x!, scope.ints(shape.map((extent, axis) => (axis === open ? -1 : extent)))])];
  },
  broadcastTo: (scope, [x], { attributes: { shape }, inputs: [from] }) => {
    if (isColumn(from!.shape) && shape.length === 2 && shape[0] === from!.shape[0])
      return [repeatedColumn(scope, x!, shape[1]!)];
    const open = scope.batchAxis(shape);
    if (open !== null && from!.shape.at(open - shape.length) !== shape[open])
      throw new Error(`[${from!.shape}] cannot be stretched over a batch of any size`);
    // Extent 1 leaves the axis unchanged.
    return [scope.node('Expand', [x!, scope.ints(shape.map((extent, axis) => (axis === open ? 1 : extent)))])];
  },
  transpose: (scope, inputs, { attributes }) => [scope.node('Transpose', inputs, { perm: attributes.permutation })],
  concat: (scope, inputs, { attributes: { axis } }) => [scope.node('Concat', inputs, { axis })],
  // Split forward and Concat backward are eight times faster than Slice and Pad.
  split: (scope, [x], { attributes: { sizes, axis }, outputs }) => {
    const used = outputs.filter((y) => scope.isUsed(y));
    if (used.length > 1) return scope.nodes('Split', [x!, scope.ints(sizes)], sizes.length, { axis });
    // One part alone: the others are not copied.
    const at = outputs.indexOf(used[0]!);
    const start = sizes.slice(0, at).reduce((total, size) => total + size, 0);
    const bounds = [start, start + sizes[at]!, axis].map((value) => scope.ints([value]));
    const part = scope.node('Slice', [x!, ...bounds]);
    return outputs.map(() => part);
  },
  take: (scope, names, { inputs, attributes: { axis } }) => {
    const [x, indices] = names as readonly [string, string];
    const [values, order] = inputs as readonly [Tensor, Tensor];
    const fixed = constantValue(order);
    if (fixed && axis === 1 && values.shape.length === 2 && scope.batchAxis(values.shape) === null) {
      return [takeColumns(scope, x, values.shape as readonly [number, number], indices, fixed.data)];
    }
    return [scope.node('Gather', [x, indices], { axis })];
  },

  sum: (scope, [x], { attributes: { axes, keepDims }, inputs: [from] }) => {
    const { shape } = from!;
    if (shape.length === 2 && axes.length === 1 && axes[0] === 0 && shape[0]! > 1) {
      // A product with ones is ten times faster than ReduceSum over the leading axis.
      return [scope.node('MatMul', [scope.float(1, keepDims ? [1, shape[0]!] : [shape[0]!]), x!])];
    }
    return [scope.node('ReduceSum', [x!, scope.ints(axes)], { keepdims: Number(keepDims) })];
  },
  max: (scope, [x], { attributes: { axis }, inputs: [from] }) => {
    const largest = (values: string, over: number) =>
      scope.node('ReduceMax', [values, scope.ints([over])], { keepdims: 1 });
    if (axis !== 0 || from!.shape.length !== 2) return [largest(x!, axis)];
    // Over an axis in the middle, ONNX Runtime is eight times faster than over the leading one.
    const raised = scope.node('Reshape', [x!, scope.ints([1, from!.shape[0]!, -1])]);
    return [scope.node('Reshape', [largest(raised, 1), scope.ints([1, -1])])];
  },
  softmax: (scope, inputs, node) => [scope.node('Softmax', inputs, { axis: node.inputs[0]!.shape.length - 1 })],
  matmul: (scope, inputs, { attributes: { transposeA, transposeB }, outputs }) => {
    const [a, b] = inputs as readonly [string, string];
    const { shape } = outputs[0]!;
    const transposed = (x: string) => scope.node('Transpose', [x], { perm: [1, 0] });
    if (transposeA && !transposeB) {
      if (sizeOf(shape) >= TRANSPOSE_FROM) return [scope.node('MatMul', [transposed(a), b])];
      if (shape[1]! < THIN && shape[0]! >= 2 * shape[1]!) {
        return [transposed(scope.node('Gemm', [b, a], { transA: 1 }))];
      }
    }
    return [
      transposeA || transposeB
        ? scope.node('Gemm', inputs, { transA: Number(transposeA), transB: Number(transposeB) })
        : scope.node('MatMul', inputs),
    ];
  },
  linear: single('Gemm'),
  conv2d: lowerConv2d,
  conv2dWeights: lowerConv2dWeights,

  scan: (scope, names, { attributes: { body, reverse } }) => {
    const { carry, slices, invariants, nextCarry, outputs } = body;
    const explicit = carry.length + slices.length;
    const captured = new Map(invariants.map((placeholder, i) => [placeholder, names[explicit + i]!]));
    const graph = scope.subgraph([...carry, ...slices], captured, [...nextCarry, ...outputs]);
    const direction = Number(reverse);
    return scope.nodes('Scan', names.slice(0, explicit), nextCarry.length + outputs.length, {
      body: graph,
      num_scan_inputs: slices.length,
      scan_input_directions: slices.map(() => direction),
      ...(outputs.length > 0 ? { scan_output_directions: outputs.map(() => direction) } : {}),
    });
  },
};

/**
 * From this many elements of the result on, aᵀ·b is a Transpose and a MatMul: the kernel for a transposed left operand
 * reaches 67–77 GFLOP/s on large weight gradients, the plain one 94–130. Below it, the additional node costs more than
 * it saves.
 */
const TRANSPOSE_FROM = 1 << 14;

/**
 * A result aᵀ·b with fewer columns than this is computed as (bᵀ·a)ᵀ: the kernel works on 16 and more columns at once, so
 * that the weight gradient [64, 2] of 512 rows takes 19 µs, compared to 11 µs.
 */
const THIN = 32;

type AnyNode = NodeOf<OpName>;

/** One ONNX node with the same inputs. */
function single(opType: string) {
  return (scope: OnnxScope, inputs: readonly string[]) => [scope.node(opType, inputs)];
}

function elementwise(opType: string) {
  return (scope: OnnxScope, names: readonly string[], { inputs }: AnyNode) => [
    scope.node(opType, narrowRows(scope, wideRows(scope, equalRanks(scope, names, inputs), inputs), inputs)),
  ];
}

function comparison(opType: string) {
  return (scope: OnnxScope, names: readonly string[], { inputs }: AnyNode) => [
    scope.node('Cast', [scope.node(opType, narrowRows(scope, equalRanks(scope, names, inputs), inputs))], {
      to: FLOAT,
    }),
  ];
}

/**
 * Gives a constant scalar the rank of the column [B, 1] beside it. ONNX Runtime processes [256, 1] with a scalar of
 * rank 0 element by element: 4.2 µs, compared to 0.4 µs with one of shape [1, 1].
 */
function equalRanks(scope: OnnxScope, names: readonly string[], [a, b]: readonly Tensor[]): readonly string[] {
  const beside = (name: string, own: Tensor, other: Tensor) =>
    other.shape.at(-1) === 1 ? raised(scope, name, own, other) : name;
  return [beside(names[0]!, a!, b!), beside(names[1]!, b!, a!)];
}

/** A constant scalar in the rank of a tensor; other operands keep their names. */
function raised(scope: OnnxScope, name: string, own: Tensor, { shape }: Tensor): string {
  const value = constantValue(own)?.data;
  if (value?.length !== 1 || own.shape.length >= shape.length || own.dtype !== 'float') return name;
  return scope.float(
    value[0]!,
    shape.map(() => 1),
  );
}

const isColumn = (shape: Shape) => shape.length === 2 && shape[1] === 1 && shape[0]! > 1;

/** The column [B, 1] repeated: Expand copies number by number, and takes five times as long. */
function repeatedColumn(scope: OnnxScope, name: string, columns: number): string {
  return scope.node('MatMul', [name, scope.float(1, [1, columns])]);
}

/**
 * Repeats a column [B, 1] beside narrow rows [B, n]. ONNX Runtime broadcasts row by row: 82 µs for [8192, 8] minus
 * [8192, 1], compared to 16 µs for a product with ones and a difference of equal shapes.
 */
function narrowRows(scope: OnnxScope, names: readonly string[], [a, b]: readonly Tensor[]): readonly string[] {
  const stretched = (name: string, own: Tensor, { shape }: Tensor): string => {
    const fits = isColumn(own.shape) && shape.length === 2 && shape[0] === own.shape[0];
    return fits && shape[1]! > 1 && shape[1]! < NARROW ? repeatedColumn(scope, name, shape[1]!) : name;
  };
  return [stretched(names[0]!, a!, b!), stretched(names[1]!, b!, a!)];
}

/** Broadcasting along rows of fewer elements than this is repeated by an Expand over the pixels of an image. */
const NARROW = 32;

/**
 * Expands values [C] per channel over the pixels of images [B, height, width, C] of the same operation. ONNX Runtime broadcasts in
 * runs of C: with 4 channels, that takes 123 µs for 50 000 elements, compared to 30 µs in runs of a whole image.
 */
function wideRows(scope: OnnxScope, names: readonly string[], [a, b]: readonly Tensor[]): readonly string[] {
  const stretched = (name: string, own: Tensor, other: Tensor): string => {
    const channels = own.shape[0]!;
    const fits = own.shape.length === 1 && other.shape.length === 4 && channels > 1 && channels < NARROW;
    if (!fits || other.shape[3] !== channels) return name;
    return scope.node('Expand', [name, scope.ints(other.shape.slice(1))]);
  };
  return [stretched(names[0]!, a!, b!), stretched(names[1]!, b!, a!)];
}

/**
 * Columns of a matrix [rows, columns]. Gather along the last axis copies element by element (8 ns each), but along the
 * first axis it copies rows, so it is placed between two transpositions (3 to 6 times faster). An order that runs
 * through the columns in strides, such as even ones before odd ones, is a transposition itself.
 */
function takeColumns(
  scope: OnnxScope,
  x: string,
  [rows, columns]: readonly [number, number],
  indices: string,
  order: Float64Array,
): string {
  const stride = strideOf(order, columns);
  if (stride !== null) {
    const parted = scope.node('Reshape', [x, scope.ints([rows, columns / stride, stride])]);
    const turned = scope.node('Transpose', [parted], { perm: [0, 2, 1] });
    return scope.node('Reshape', [turned, scope.ints([rows, columns])]);
  }
  const byRows = scope.node('Gather', [scope.node('Transpose', [x], { perm: [1, 0] }), indices], { axis: 0 });
  return scope.node('Transpose', [byRows], { perm: [1, 0] });
}

/** The stride s of an order 0, s, 2s, …, 1, 1 + s, … of all `columns`, or null. */
function strideOf(order: Float64Array, columns: number): number | null {
  const stride = order[1];
  if (order.length !== columns || stride === undefined || stride <= 1 || columns % stride !== 0) return null;
  const turns = columns / stride;
  return order.every((from, to) => from === (to % turns) * stride + Math.floor(to / turns)) ? stride : null;
}
