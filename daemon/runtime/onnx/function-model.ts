/** A plain function of tensors as an ONNX model. */
import type { Tensor } from '../../tensor/tensor.ts';
import { GraphEmitter, info } from './emitter.ts';
import type { Dimension } from './model-proto.ts';
import { modelProto } from './model-proto.ts';

export interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

export interface FunctionModel {
  readonly inputs: readonly NamedTensor[];
  readonly outputs: readonly NamedTensor[];
  /** Values of inputs that are written into the model (exports), row-major float32. */
  readonly initializers?: ReadonlyMap<string, Float32Array>;
  /** Name of the leading dimension where the exported model accepts any batch size. */
  readonly batchDimension?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export function functionModel({ inputs, outputs, initializers, batchDimension, metadata }: FunctionModel): Uint8Array {
  const emitter = new GraphEmitter();
  const shapeOf = (x: Tensor): readonly Dimension[] =>
    batchDimension !== undefined && x.shape.length > 0 ? [batchDimension, ...x.shape.slice(1)] : x.shape;
  const fed = inputs.filter(({ name }) => !initializers?.has(name));
  for (const { name, tensor } of fed) emitter.bind(tensor, name);
  for (const { name, tensor } of inputs) {
    const value = initializers?.get(name);
    if (value)
      emitter.bind(
        tensor,
        emitter.constants.tensor({ shape: tensor.shape, data: Float64Array.from(value) }, tensor.dtype),
      );
  }
  const names = emitter.emit(outputs.map(({ tensor }) => tensor));
  for (const [i, { name }] of outputs.entries()) emitter.named('Identity', [names[i]!], [name]);
  return modelProto(
    emitter.graph(
      'flow',
      fed.map(({ name, tensor }) => info(name, tensor, shapeOf(tensor))),
      outputs.map(({ name, tensor }) => info(name, tensor, shapeOf(tensor))),
      emitter.constants.protos,
    ),
    metadata,
  );
}
