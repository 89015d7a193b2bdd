/** ONNX Runtime on the CPU. Must run in a worker process: `run` blocks its thread and cannot be cancelled. */
import type * as ort from 'onnxruntime-node';
import type { FunctionModel, NamedTensor } from '../../programs/function-model.ts';
import { simplifyModel } from '../../programs/function-model.ts';
import type { StepProgram } from '../../programs/step-program.ts';
import { simplifyProgram } from '../../programs/step-program.ts';
import type { Shape } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { RuntimeOptions } from '../definition.ts';
import { functionModel } from '../onnx/function-model.ts';
import { loopModel, STEPS } from '../onnx/loop-model.ts';
import type { CompiledFunction, CompiledLoop, Feeds, LoopStart, Results, Runtime, Values } from '../runtime.ts';
import { cpuFacts } from './cpu-facts.ts';
import { InferenceSession, Tensor as OrtTensor } from './library.ts';

export function cpuRuntime({ threads }: RuntimeOptions): Runtime<'cpu'> {
  const options = sessionOptions(threads);
  return {
    name: 'cpu',
    capabilities: { repeats: 'scan', precision: 'float32' },
    facts: cpuFacts(),
    compile: (model) => compileFunction(model, options),
    compileLoop: (program, start) => compileLoop(program, start, options),
  };
}

function sessionOptions(threads: number): ort.InferenceSession.SessionOptions {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
    // Denormal numbers are sixty times slower; only the first session of a process can set this, so every session does.
    extra: { session: { set_denormal_as_zero: '1', intra_op: { allow_spinning: threads > 1 ? '1' : '0' } } },
  };
}

/** ONNX Runtime takes seconds to optimize larger models, and ours are optimized already. */
const OPTIMIZATION_LIMIT_BYTES = 400_000;

async function createSession(model: Uint8Array, options: ort.InferenceSession.SessionOptions) {
  const level = model.length > OPTIMIZATION_LIMIT_BYTES ? 'disabled' : 'all';
  return InferenceSession.create(model, { ...options, graphOptimizationLevel: level });
}

async function compileFunction(
  model: FunctionModel,
  options: ort.InferenceSession.SessionOptions,
): Promise<CompiledFunction> {
  const session = await createSession(functionModel(simplifyModel(model)), options);
  const shapeOf = shapesOf(model.inputs);
  return {
    async run(feeds) {
      const results = await session.run(tensors(feeds, shapeOf));
      return valuesOf(results, model.outputs);
    },
    dispose: () => session.release(),
  };
}

async function compileLoop(
  program: StepProgram,
  start: LoopStart,
  options: ort.InferenceSession.SessionOptions,
): Promise<CompiledLoop> {
  const { perStep, captured, outputs } = program;
  const [counted] = outputs;
  if (!counted) throw new Error('a step program needs an output: its length says how many steps ran');
  const session = await createSession(loopModel(simplifyProgram(program)), options);
  const inputs = program.state.map(({ name, input }) => ({ name, tensor: input }));
  const stateShape = shapesOf(inputs);
  const stepShape = shapesOf(perStep);
  const fixed = tensors(start.captured, shapesOf(captured));
  let state = tensors(start.state, stateShape);
  let marked = state;
  return {
    async run(steps, feeds) {
      const stepped = tensors(feeds, (name) => [steps, ...stepShape(name)]);
      const count = new OrtTensor('int64', BigInt64Array.of(BigInt(steps)), []);
      const results = await session.run({ ...fixed, ...state, ...stepped, [STEPS]: count });
      // ONNX Runtime writes each run's results into new arrays, so earlier states stay as they were.
      state = Object.fromEntries(inputs.map(({ name }) => [name, results[`next:${name}`]!]));
      return { outputs: valuesOf(results, outputs), ran: results[counted.name]!.dims[0]! };
    },
    readState: async () => valuesOf(state, inputs),
    async writeState(values) {
      state = tensors(values, stateShape);
    },
    async mark() {
      marked = state;
    },
    async rewind() {
      state = marked;
    },
    async dispose() {
      state = {};
      marked = {};
      await session.release();
    },
  };
}

function valuesOf(results: Readonly<Record<string, ort.Tensor>>, named: readonly NamedTensor[]): Results {
  return Object.fromEntries(named.map(({ name }) => [name, results[name]!.data as Float32Array]));
}

/** The shape of each of these tensors, by its name. */
function shapesOf(named: readonly NamedTensor[]): (name: string) => Shape {
  const shapes = new Map(named.map(({ name, tensor }) => [name, tensor.shape]));
  return (name) => {
    const shape = shapes.get(name);
    if (!shape) throw new Error(`'${name}' is not an input of this model`);
    return shape;
  };
}

function tensors(feeds: Feeds, shapeOf: (name: string) => Shape): Record<string, ort.Tensor> {
  const result: Record<string, ort.Tensor> = {};
  for (const [name, values] of Object.entries(feeds)) {
    const shape = shapeOf(name);
    if (values.length !== sizeOf(shape)) throw new Error(`'${name}' has ${values.length} values for shape [${shape}]`);
    result[name] = toOrt(values, shape);
  }
  return result;
}

function toOrt(values: Values, shape: readonly number[]): ort.Tensor {
  const dims = [...shape];
  if (values instanceof Float64Array) return new OrtTensor('float32', Float32Array.from(values), dims);
  if (values instanceof Float32Array) return new OrtTensor('float32', values, dims);
  if (values instanceof BigInt64Array) return new OrtTensor('int64', values, dims);
  return new OrtTensor('uint8', values, dims);
}
