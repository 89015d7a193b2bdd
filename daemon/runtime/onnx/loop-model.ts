/** A step program as an ONNX Loop. State is fed under its name and returned under `next:` and its name. */
import type { StepProgram } from '../../programs/step-program.ts';
import { GraphEmitter, info } from './emitter.ts';
import { modelProto } from './model-proto.ts';

/** Name of the int64 input with the number of steps. */
export const STEPS = 'steps';

export function loopModel({ state, perStep, captured, outputs, proceed }: StepProgram): Uint8Array {
  const outer = new GraphEmitter();
  const body = new GraphEmitter(outer.constants, outer.names);
  const [iteration, condition] = [body.names.next(), body.names.next()];
  for (const { name, tensor } of captured) body.bind(tensor, name);
  for (const { name, tensor } of perStep) body.bind(tensor, body.node('Gather', [name, iteration], { axis: 0 }));
  const carried = state.map(({ input }) => {
    const name = body.names.next();
    body.bind(input, name);
    return info(name, input);
  });
  const results = [...state.map(({ next }) => next), ...outputs.map(({ tensor }) => tensor)];
  const names = body.emit(proceed ? [...results, proceed] : results);
  const goOn = proceed ? body.node('Greater', [names.at(-1)!, body.float(0)]) : body.node('Identity', [condition]);
  const bodyOutputs = body.outputs(names.slice(0, results.length)).map((name, i) => info(name, results[i]!));
  const graph = body.graph(
    'step',
    [{ name: iteration, dtype: 'int64', shape: [] }, { name: condition, dtype: 'bool', shape: [] }, ...carried],
    [{ name: goOn, dtype: 'bool', shape: [] }, ...bodyOutputs],
    [],
  );
  const answers = [...state.map(({ name }) => `next:${name}`), ...outputs.map(({ name }) => name)];
  outer.named('Loop', [STEPS, outer.constants.bool(true), ...state.map(({ name }) => name)], answers, {
    body: { graph },
  });
  return modelProto(
    outer.graph(
      'training',
      [
        { name: STEPS, dtype: 'int64', shape: [] },
        ...state.map(({ name, input }) => info(name, input)),
        ...perStep.map(({ name, tensor }) => info(name, tensor, ['K', ...tensor.shape])),
        ...captured.map(({ name, tensor }) => info(name, tensor)),
      ],
      [
        ...state.map(({ name, input }) => info(`next:${name}`, input)),
        ...outputs.map(({ name, tensor }) => info(name, tensor, ['K', ...tensor.shape])),
      ],
      outer.constants.protos,
    ),
  );
}
