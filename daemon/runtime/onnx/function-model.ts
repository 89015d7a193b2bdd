/** A plain function of tensors as an ONNX model. */
import type { BatchedTensor, FunctionModel, NamedTensor, OpenFunctionModel } from '../../programs/function-model.ts';
import { batchExtent } from '../../programs/function-model.ts';
import { GraphEmitter, info, OnnxConstants, OnnxNames } from './emitter.ts';
import type { ValueInfo } from './model-proto.ts';
import { modelProto } from './model-proto.ts';

/** The name of the dimension that accepts any batch size. */
const BATCH = 'batch';

/** The model with fixed shapes, as ONNX bytes. */
export function functionModel(model: FunctionModel): Uint8Array {
  return encoded(model, new GraphEmitter(), ({ name, tensor }) => info(name, tensor));
}

/**
 * The model for any batch size, as ONNX bytes.
 * @param metadata added to the file
 */
export function openFunctionModel(model: OpenFunctionModel, metadata: Readonly<Record<string, string>>): Uint8Array {
  const emitter = new GraphEmitter(new OnnxConstants(), new OnnxNames(), { name: BATCH, extent: batchExtent(model) });
  const opened = ({ name, tensor, batchAxis }: BatchedTensor) =>
    info(
      name,
      tensor,
      tensor.shape.map((extent, axis) => (axis === batchAxis ? BATCH : extent)),
    );
  return encoded(model, emitter, opened, metadata);
}

function encoded<T extends NamedTensor>(
  { inputs, outputs }: { readonly inputs: readonly T[]; readonly outputs: readonly T[] },
  emitter: GraphEmitter,
  describe: (tensor: T) => ValueInfo,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  for (const { name, tensor } of inputs) emitter.bind(tensor, name);
  const names = emitter.emit(outputs.map(({ tensor }) => tensor));
  for (const [i, { name }] of outputs.entries()) emitter.named('Identity', [names[i]!], [name]);
  const graph = emitter.graph('flow', inputs.map(describe), outputs.map(describe), emitter.constants.protos);
  return modelProto(graph, metadata);
}
