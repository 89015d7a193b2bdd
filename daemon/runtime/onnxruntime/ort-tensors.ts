/** Between our arrays and the tensors of ONNX Runtime. */
import type * as ort from 'onnxruntime-node';
import type { NamedTensor } from '../../programs/function-model.ts';
import type { Shape } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { Feeds, Results, Values } from '../runtime.ts';
import { Tensor as OrtTensor } from './library.ts';

export type OrtTensors = Readonly<Record<string, ort.Tensor>>;

/** The arrays of these tensors, which are on the host. */
export function valuesOf(results: OrtTensors, named: readonly Pick<NamedTensor, 'name'>[]): Results {
  return Object.fromEntries(named.map(({ name }) => [name, results[name]!.data as Float32Array]));
}

/** The shape of each of these tensors, by its name. */
export function shapesOf(named: readonly NamedTensor[]): (name: string) => Shape {
  const shapes = new Map(named.map(({ name, tensor }) => [name, tensor.shape]));
  return (name) => {
    const shape = shapes.get(name);
    if (!shape) throw new Error(`'${name}' is not an input of this model`);
    return shape;
  };
}

/** The arrays are not copied. @throws Error if one does not have the size of its shape */
export function tensors(feeds: Feeds, shapeOf: (name: string) => Shape): Record<string, ort.Tensor> {
  const result: Record<string, ort.Tensor> = {};
  for (const [name, values] of Object.entries(feeds)) {
    const shape = shapeOf(name);
    if (values.length !== sizeOf(shape)) throw new Error(`'${name}' has ${values.length} values for shape [${shape}]`);
    result[name] = toOrt(values, shape);
  }
  return result;
}

function toOrt(values: Values, shape: Shape): ort.Tensor {
  const dims = [...shape];
  if (values instanceof Float64Array) return new OrtTensor('float32', Float32Array.from(values), dims);
  if (values instanceof Float32Array) return new OrtTensor('float32', values, dims);
  if (values instanceof BigInt64Array) return new OrtTensor('int64', values, dims);
  return new OrtTensor('uint8', values, dims);
}

/** 0 … count−1. */
export function indices(count: number): ort.Tensor {
  return new OrtTensor(
    'int64',
    BigInt64Array.from({ length: count }, (_, i) => BigInt(i)),
    [count],
  );
}
