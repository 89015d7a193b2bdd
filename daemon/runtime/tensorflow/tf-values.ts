/** Between our arrays and the tensors of TensorFlow.js: float32, and int32 for indices and bytes. */
import type { DType, Shape } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { Values } from '../runtime.ts';
import type { Tf, TfTensor } from './library.ts';

/** Float32 values are not copied. @throws Error if their number is not that of the shape */
export function toTensor(
  tf: Tf,
  values: Values | undefined,
  shape: Shape,
  dtype: DType,
  name = 'a constant',
): TfTensor {
  if (values === undefined) throw new Error(`${name} is missing`);
  if (values.length !== sizeOf(shape)) throw new Error(`${name} has ${values.length} values for shape [${shape}]`);
  if (dtype === 'float') {
    const own =
      values instanceof Float32Array ? values : Float32Array.from(values as Iterable<number | bigint>, Number);
    return tf.tensor(own, [...shape], 'float32');
  }
  return tf.tensor(Int32Array.from(values as Iterable<number | bigint>, Number), [...shape], 'int32');
}

/** The values, which later operations do not change. */
export function valuesOf(tensor: TfTensor): Float32Array {
  const values = tensor.dataSync();
  return values instanceof Float32Array ? values : Float32Array.from(values);
}
