/** ONNX Runtime on the CPU. Must run in a worker process: `run` blocks its thread and cannot be cancelled. */
import type * as ort from 'onnxruntime-node';
import type { FunctionModel } from '../../programs/function-model.ts';
import { simplifyModel } from '../../programs/function-model.ts';
import type { StepProgram } from '../../programs/step-program.ts';
import { simplifyProgram } from '../../programs/step-program.ts';
import type { RuntimeOptions } from '../definition.ts';
import { functionModel } from '../onnx/function-model.ts';
import { loopModel, STEPS } from '../onnx/loop-model.ts';
import type { CompiledFunction, CompiledLoop, LoopStart, Runtime } from '../runtime.ts';
import { cpuFacts } from './cpu-facts.ts';
import { isWorthFusing, openFusedLoop } from './fused-loop.ts';
import { InferenceSession, Tensor as OrtTensor } from './library.ts';
import { shapesOf, tensors, valuesOf } from './ort-tensors.ts';

/** Parameters from which on the optimizer is a pass of its own: see docs/decisions/the-optimizer-outside-the-loop.md. */
const FUSED_FROM = 1 << 19;

export interface CpuOptions extends Pick<RuntimeOptions, 'threads'> {
  /** Smallest number of parameters whose optimizer runs outside of ONNX Runtime's loop. */
  readonly fusedFrom?: number;
}

export function cpuRuntime({ threads, fusedFrom = FUSED_FROM }: CpuOptions): Runtime<'cpu'> {
  const options = sessionOptions(threads, false);
  const ofLoops = sessionOptions(threads, threads > 1);
  return {
    name: 'cpu',
    capabilities: { repeats: 'scan', precision: 'float32' },
    facts: cpuFacts(),
    compile: (model) => compileFunction(model, options),
    compileLoop: (program, start) =>
      isWorthFusing(program, fusedFrom)
        ? openFusedLoop(program, start, { threads, createSession: (model) => createSession(model, ofLoops) })
        : compileLoop(program, start, ofLoops),
  };
}

/**
 * @param spins whether threads wait for work in a loop: the many small operations of training steps begin sooner. A function runs
 * once in a while, and threads that spin after it take the cores from others: a report took twice the processor time.
 */
function sessionOptions(threads: number, spins: boolean): ort.InferenceSession.SessionOptions {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
    extra: {
      // Denormal numbers are sixty times slower; only the first session of a process can set this, so every session does.
      session: { set_denormal_as_zero: '1', intra_op: { allow_spinning: spins ? '1' : '0' } },
      // It would undo the transpositions of the lowering: a product that transposes its left operand takes half as long again.
      optimization: { disable_specified_optimizers: 'MatmulTransposeFusion' },
    },
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
