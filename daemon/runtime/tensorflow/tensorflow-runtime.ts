/**
 * TensorFlow.js in this process, with the packages that the user installed. It interprets the graph op by op: state and
 * data stay in its tensors.
 */
import type { FunctionModel, NamedTensor } from '../../programs/function-model.ts';
import { simplifyModel } from '../../programs/function-model.ts';
import type { StepProgram } from '../../programs/step-program.ts';
import { simplifyProgram } from '../../programs/step-program.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { RuntimeOptions } from '../definition.ts';
import type { CompiledFunction, CompiledLoop, Feeds, LoopStart, Results, Runtime } from '../runtime.ts';
import { constantsOf, graphProgram } from './graph-program.ts';
import type { Tf, TfTensor } from './library.ts';
import { openDevice, type Surroundings } from './open-device.ts';
import { computationFailed } from './tensorflow-errors.ts';
import { toTensor, valuesOf } from './tf-values.ts';

/** @throws FlowscopeError `tensorflow-unavailable` | `device-unavailable` */
export async function openTensorflow(
  { device = null }: Pick<RuntimeOptions, 'device'>,
  where?: Surroundings,
): Promise<Runtime<'tensorflow'>> {
  const { tf, facts } = await openDevice(device, where);
  return {
    name: 'tensorflow',
    capabilities: { repeats: 'scan', precision: 'float32' },
    facts,
    compile: async (model) => compileFunction(tf, model),
    compileLoop: async (program, start) => openLoop(tf, program, start),
  };
}

function compileFunction(tf: Tf, model: FunctionModel): CompiledFunction {
  const { inputs, outputs } = simplifyModel(model);
  const constants = constantsOf(tf);
  const program = graphProgram(tf, tensorsOf(inputs), tensorsOf(outputs), constants);
  return {
    async run(feeds) {
      const fed = tensorsFor(tf, inputs, feeds);
      const results = orFailure(() => program.run(fed));
      const values = named(outputs, results);
      tf.dispose([...fed, ...results]);
      return values;
    },
    async dispose() {
      constants.dispose();
    },
  };
}

function openLoop(tf: Tf, program: StepProgram, start: LoopStart): CompiledLoop {
  const { state, perStep, captured, outputs, proceed } = simplifyProgram(program);
  const states = state.map(({ name, input }) => ({ name, tensor: input }));
  const constants = constantsOf(tf);
  const step = graphProgram(
    tf,
    tensorsOf([...states, ...captured, ...perStep]),
    [...state.map(({ next }) => next), ...tensorsOf(outputs), ...(proceed ? [proceed] : [])],
    constants,
  );
  const data = tensorsFor(tf, captured, start.captured);
  let current = tensorsFor(tf, states, start.state);
  let marked: readonly TfTensor[] = [];
  const replace = (next: readonly TfTensor[]) => {
    if (current !== marked && current !== next) tf.dispose([...current]);
    current = next;
  };
  return {
    async run(steps, feeds) {
      const rows = outputs.map(({ tensor }) => new Float32Array(steps * sizeOf(tensor.shape)));
      let ran = 0;
      for (let goOn = true; goOn && ran < steps; ran++) {
        const fed = tensorsFor(tf, perStep, feeds, ran);
        const results = orFailure(() => step.run([...current, ...data, ...fed]));
        const reported = results.slice(state.length);
        for (const [i, own] of rows.entries()) own.set(valuesOf(reported[i]!), ran * sizeOf(outputs[i]!.tensor.shape));
        goOn = proceed === null || valuesOf(reported.at(-1)!)[0]! > 0;
        tf.dispose([...fed, ...reported]);
        replace(results.slice(0, state.length));
      }
      const stacked = outputs.map(({ name, tensor }, i) => [name, rows[i]!.subarray(0, ran * sizeOf(tensor.shape))]);
      return { outputs: Object.fromEntries(stacked), ran };
    },
    readState: async () => named(states, current),
    async writeState(values) {
      replace(tensorsFor(tf, states, values));
    },
    async mark() {
      if (marked !== current) tf.dispose([...marked]);
      marked = current;
    },
    async rewind() {
      replace(marked);
    },
    async dispose() {
      tf.dispose([...new Set([...current, ...marked, ...data])]);
      constants.dispose();
    },
  };
}

/** @throws FlowscopeError `out-of-memory` | `tensorflow-failed` */
function orFailure<T>(compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    throw computationFailed(error);
  }
}

/** @param row of arrays that are stacked, one for each step; absent: each array is one value */
function tensorsFor(tf: Tf, of: readonly NamedTensor[], feeds: Feeds, row?: number): readonly TfTensor[] {
  return of.map(({ name, tensor: { shape, dtype } }) => {
    const size = sizeOf(shape);
    const values = row === undefined ? feeds[name] : feeds[name]?.subarray(row * size, (row + 1) * size);
    return toTensor(tf, values, shape, dtype, `'${name}'`);
  });
}

function named(of: readonly NamedTensor[], values: readonly TfTensor[]): Results {
  return Object.fromEntries(of.map(({ name }, i) => [name, valuesOf(values[i]!)]));
}

function tensorsOf(of: readonly NamedTensor[]) {
  return of.map(({ tensor }) => tensor);
}
