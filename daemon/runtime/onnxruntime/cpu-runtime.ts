/** ONNX Runtime on the CPU. Must run in a worker process: `run` blocks its thread and cannot be cancelled. */
import type * as ort from 'onnxruntime-node';
import { simplify } from '../../tensor/simplify.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { FunctionModel } from '../onnx/function-model.ts';
import { functionModel } from '../onnx/function-model.ts';
import type { StepProgram } from '../onnx/loop-model.ts';
import { loopModel, STEPS } from '../onnx/loop-model.ts';
import type { CompiledFunction, CompiledLoop, Feeds, Runtime, Values } from '../runtime.ts';
import { InferenceSession, Tensor as OrtTensor } from './library.ts';

export interface CpuOptions {
  /** Threads per operation. */
  readonly threads: number;
}

export function cpuRuntime({ threads }: CpuOptions): Runtime {
  const options = sessionOptions(threads);
  return {
    name: 'cpu',
    repeats: 'scan',
    compile: async (model) => compileFunction(model, options),
    compileLoop: async (program) => compileLoop(program, options),
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
  const simplified = simplify(model.outputs.map(({ tensor }) => tensor));
  const outputs = model.outputs.map(({ name }, i) => ({ name, tensor: simplified[i]! }));
  const session = await createSession(functionModel({ ...model, outputs }), options);
  const shapes = new Map(model.inputs.map(({ name, tensor }) => [name, tensor]));
  return {
    async run(feeds) {
      const results = await session.run(tensors(feeds, (name) => shapeIn(shapes, name)));
      const answer: Record<string, Float32Array> = {};
      for (const { name } of outputs) answer[name] = results[name]!.data as Float32Array;
      return answer;
    },
    dispose: () => session.release(),
  };
}

async function compileLoop(program: StepProgram, options: ort.InferenceSession.SessionOptions): Promise<CompiledLoop> {
  const { state, perStep, captured, outputs, proceed } = program;
  const tensorsOf = [
    ...state.map(({ next }) => next),
    ...outputs.map(({ tensor }) => tensor),
    ...(proceed ? [proceed] : []),
  ];
  const simplified = simplify(tensorsOf);
  const simplifiedProgram: StepProgram = {
    state: state.map((s, i) => ({ ...s, next: simplified[i]! })),
    perStep,
    captured,
    outputs: outputs.map((o, i) => ({ ...o, tensor: simplified[state.length + i]! })),
    proceed: proceed ? simplified.at(-1)! : null,
  };
  const session = await createSession(loopModel(simplifiedProgram), options);
  const fixed = new Map([
    ...state.map((s) => [s.name, s.input] as const),
    ...captured.map((c) => [c.name, c.tensor] as const),
  ]);
  const stepped = new Map(perStep.map(({ name, tensor }) => [name, tensor]));
  return {
    async run(steps, feeds) {
      const inputs = tensors(feeds, (name) => {
        const perStepTensor = stepped.get(name);
        return perStepTensor ? [steps, ...perStepTensor.shape] : shapeIn(fixed, name);
      });
      inputs[STEPS] = new OrtTensor('int64', BigInt64Array.of(BigInt(steps)), []);
      const results = await session.run(inputs);
      const next: Record<string, Float32Array> = {};
      for (const { name } of state) next[name] = results[`next:${name}`]!.data as Float32Array;
      const stacked: Record<string, Float32Array> = {};
      let ran = steps;
      for (const { name } of outputs) {
        const result = results[name]!;
        stacked[name] = result.data as Float32Array;
        ran = result.dims[0]!;
      }
      return { state: next, outputs: stacked, ran };
    },
    dispose: () => session.release(),
  };
}

function shapeIn(known: ReadonlyMap<string, Tensor>, name: string): readonly number[] {
  const tensor = known.get(name);
  if (!tensor) throw new Error(`'${name}' is not an input of this model`);
  return tensor.shape;
}

function tensors(feeds: Feeds, shapeOf: (name: string) => readonly number[]): Record<string, ort.Tensor> {
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
