import type { NamedTensor } from '../../../programs/function-model.ts';
import { GraphEmitter } from '../../onnx/emitter.ts';
import { modelProto } from '../../onnx/model-proto.ts';

/** Prefix of the names of the copies. */
export const COPY = 'copy:';

/** Prefix of the names of the inputs with all indices 0 … n−1 of a tensor's first axis. */
export const ALL = 'all:';

/**
 * A model, as ONNX bytes, that copies tensors by gathering all their rows: of the operations that copy, the only one that
 * WebGPU has for bytes, too.
 */
export function uploadModel(named: readonly NamedTensor[]): Uint8Array {
  const emitter = new GraphEmitter();
  for (const { name } of named) emitter.named('Gather', [name, `${ALL}${name}`], [`${COPY}${name}`], { axis: 0 });
  const inputs = named.flatMap(({ name, tensor }) => [
    emitter.info(name, tensor),
    { name: `${ALL}${name}`, dtype: 'int64' as const, shape: [tensor.shape[0]!] },
  ]);
  const outputs = named.map(({ name, tensor }) => emitter.info(`${COPY}${name}`, tensor));
  return modelProto(emitter.graph('upload', inputs, outputs, []));
}
