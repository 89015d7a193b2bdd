/** Tensors that are not computed: inputs and constants, and integer inputs as floats. */
import type { DType, NdArray, Shape, Tensor } from '../tensor.ts';
import { applies, defineOp, makeNode, sizeOf } from '../tensor.ts';

interface InputAttributes {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A value that is fed when the graph runs. Two inputs differ even if they have the same name. */
export const inputOp = defineOp({
  name: 'input',
  infer: (_, { shape, dtype }: InputAttributes) => [{ shape, dtype }],
  gradient: () => [],
  evaluate: (_, node) => {
    throw new Error(`input '${node.attributes.name}' was not fed`);
  },
});

export function input(name: string, shape: Shape, dtype: DType = 'float'): Tensor {
  return makeNode(inputOp, [], { name, shape, dtype }).outputs[0]!;
}

export function inputName(tensor: Tensor): string {
  const { node } = tensor;
  if (!applies(node, inputOp)) throw new Error(`a result of '${node.op.name}' is not an input`);
  return node.attributes.name;
}

interface ConstantAttributes {
  readonly value: NdArray;
  readonly dtype: 'float' | 'int64';
}

export const constantOp = defineOp({
  name: 'constant',
  infer: (_, { value, dtype }: ConstantAttributes) => [{ shape: value.shape, dtype }],
  gradient: () => [],
  evaluate: (_, node) => [node.attributes.value],
});

/** A float constant, row-major. */
export function constant(values: ArrayLike<number>, shape: Shape): Tensor {
  if (values.length !== sizeOf(shape)) throw new Error(`constant has ${values.length} values for shape [${shape}]`);
  return makeNode(constantOp, [], { value: { shape, data: Float64Array.from(values) }, dtype: 'float' }).outputs[0]!;
}

/** An int64 constant; used only for indices. */
export function indexConstant(values: ArrayLike<number>, shape: Shape): Tensor {
  return makeNode(constantOp, [], { value: { shape, data: Float64Array.from(values) }, dtype: 'int64' }).outputs[0]!;
}

/** A float constant of rank 0. */
export function scalar(value: number): Tensor {
  return constant([value], []);
}

/** The constant's value if the tensor is a constant, else null. */
export function constantValue(tensor: Tensor): NdArray | null {
  return applies(tensor.node, constantOp) ? tensor.node.attributes.value : null;
}

/** Whether every element of a constant equals `value`. */
export function isConstant(tensor: Tensor, value: number): boolean {
  return constantValue(tensor)?.data.every((x) => x === value) ?? false;
}

/** uint8 or int64 data as float; no gradient. */
export const toFloatOp = defineOp({
  name: 'toFloat',
  infer: ([x]) => [{ shape: x!.shape, dtype: 'float' }],
  gradient: () => [null],
  evaluate: ([x]) => [x!],
});

export function toFloat(x: Tensor): Tensor {
  return x.dtype === 'float' ? x : makeNode(toFloatOp, [x], {}).outputs[0]!;
}
