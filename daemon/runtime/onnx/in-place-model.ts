/**
 * A function as a model that is run for what it writes into given arrays, not for its results (see `runInPlace`). Outputs
 * have the names that the graph gives them, since results under other names are copied.
 */
import type { FunctionModel } from '../../programs/function-model.ts';
import { GraphEmitter, info } from './emitter.ts';
import { modelProto, sequenceInfo } from './model-proto.ts';

export interface InPlaceModel {
  readonly bytes: Uint8Array;
  /** Names of the function's outputs in the model, in their order. */
  readonly outputs: readonly string[];
  /** An output that is no tensor, before all others. */
  readonly barrier: string;
  /** An output [1] that is 1. */
  readonly mark: string;
}

/** ONNX's number of the type float. */
const FLOAT = 1;

export function inPlaceModel({ inputs, outputs }: FunctionModel): InPlaceModel {
  const emitter = new GraphEmitter();
  for (const { name, tensor } of inputs) emitter.bind(tensor, name);
  const names = emitter.outputs(emitter.emit(outputs.map(({ tensor }) => tensor)));
  const barrier = emitter.node('SequenceEmpty', [], { dtype: FLOAT });
  const mark = emitter.node('Identity', [emitter.float(1, [1])]);
  const graph = emitter.graph(
    'flow',
    inputs.map(({ name, tensor }) => info(name, tensor)),
    [
      sequenceInfo(barrier),
      { name: mark, dtype: 'float', shape: [1] },
      ...outputs.map(({ tensor }, i) => info(names[i]!, tensor)),
    ],
    emitter.constants.protos,
  );
  return { bytes: modelProto(graph), outputs: names, barrier, mark };
}
