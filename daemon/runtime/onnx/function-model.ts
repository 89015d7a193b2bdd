/** A plain function of tensors as an ONNX model. */
import type { Tensor } from '../../tensor/tensor.ts';
import type { OpenBatch } from './emitter.ts';
import { GraphEmitter, OnnxConstants, OnnxNames } from './emitter.ts';
import { modelProto } from './model-proto.ts';

export interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

export interface FunctionModel {
  readonly inputs: readonly NamedTensor[];
  readonly outputs: readonly NamedTensor[];
  /** For models that accept any batch size: every axis of this extent is the batch's. */
  readonly batch?: OpenBatch;
  readonly metadata?: Readonly<Record<string, string>>;
}

export function functionModel({ inputs, outputs, batch, metadata }: FunctionModel): Uint8Array {
  const emitter = new GraphEmitter(new OnnxConstants(), new OnnxNames(), batch ?? null);
  for (const { name, tensor } of inputs) emitter.bind(tensor, name);
  const names = emitter.emit(outputs.map(({ tensor }) => tensor));
  for (const [i, { name }] of outputs.entries()) emitter.named('Identity', [names[i]!], [name]);
  return modelProto(
    emitter.graph(
      'flow',
      inputs.map(({ name, tensor }) => emitter.info(name, tensor)),
      outputs.map(({ name, tensor }) => emitter.info(name, tensor)),
      emitter.constants.protos,
    ),
    metadata,
  );
}
