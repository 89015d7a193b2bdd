import type { NdArray, Op, Shape, Tensor } from '../tensor.ts';
import { makeNode, sizeOf } from '../tensor.ts';

interface InputAttributes {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: 'float' | 'int64' | 'uint8';
}

/** A value that is fed when the graph runs. Two inputs differ even if they have the same name. */
export const inputOp: Op<InputAttributes> = {
  name: 'input',
  infer: (_, { shape, dtype }) => [{ shape, dtype }],
  gradient: () => [],
  onnx: (_scope, _inputs, node) => {
    throw new Error(`input '${node.attributes.name}' was not bound`);
  },
  evaluate: (_, node) => {
    throw new Error(`input '${node.attributes.name}' was not fed`);
  },
};

export function input(name: string, shape: Shape, dtype: 'float' | 'int64' | 'uint8' = 'float'): Tensor {
  return makeNode(inputOp, [], { name, shape, dtype }).outputs[0]!;
}

export function inputName(tensor: Tensor): string {
  return (tensor.node.attributes as InputAttributes).name;
}

export interface ConstantAttributes {
  readonly value: NdArray;
  readonly dtype: 'float' | 'int64';
}

export const constantOp: Op<ConstantAttributes> = {
  name: 'constant',
  infer: (_, { value, dtype }) => [{ shape: value.shape, dtype }],
  gradient: () => [],
  onnx: (_scope) => {
    throw new Error('constants are emitted as initializers');
  },
  evaluate: (_, node) => [node.attributes.value],
};

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
  return tensor.node.op.name === 'constant' ? (tensor.node.attributes as ConstantAttributes).value : null;
}

/** Whether every element of a constant equals `value`. */
export function isConstant(tensor: Tensor, value: number): boolean {
  return constantValue(tensor)?.data.every((x) => x === value) ?? false;
}
