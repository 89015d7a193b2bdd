/** ONNX Runtime on the CPU. Must run in a worker process: `run` blocks its thread and cannot be cancelled. */
import type * as ort from 'onnxruntime-node';
import type { FunctionModel } from '../../programs/function-model.ts';
import { simplifyModel } from '../../programs/function-model.ts';
import type { StepProgram } from '../../programs/step-program.ts';
import { simplifyProgram } from '../../programs/step-program.ts';
import type { RuntimeOptions } from '../definition.ts';
import { functionModel } from '../onnx/function-model.ts';
import { loopModel, STEPS } from '../onnx/loop-model.ts';
import type { CompiledFunction, CompiledLoop, Feeds, LoopStart, Runtime } from '../runtime.ts';
import { cpuFacts } from './cpu-facts.ts';
import { isWorthFusing, openFusedLoop } from './fused-loop.ts';
import { InferenceSession, Tensor as OrtTensor } from './library.ts';
import { type OrtTensors, shapesOf, tensors, valuesOf } from './ort-tensors.ts';

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
    // Plans of memory that it learns from the first run: a second block as large as all temporary tensors, beside those it has.
    enableMemPattern: false,
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
  /** What the caller has seen is not freed. */
  const shared = (values: Feeds): State => ({ tensors: tensors(values, stateShape), isShared: true });
  let state = shared(start.state);
  let marked = state;
  const replace = (next: State) => {
    const before = state;
    state = next;
    if (before !== marked) freeState(before);
  };
  return {
    async run(steps, feeds) {
      const stepped = tensors(feeds, (name) => [steps, ...stepShape(name)]);
      const count = new OrtTensor('int64', BigInt64Array.of(BigInt(steps)), []);
      const results = await session.run({ ...fixed, ...state.tensors, ...stepped, [STEPS]: count });
      // ONNX Runtime writes each run's results into new arrays, so earlier states stay as they were.
      const next = Object.fromEntries(inputs.map(({ name }) => [name, results[`next:${name}`]!]));
      replace({ tensors: next, isShared: false });
      return { outputs: valuesOf(results, outputs), ran: results[counted.name]!.dims[0]! };
    },
    async readState() {
      state.isShared = true;
      return valuesOf(state.tensors, inputs);
    },
    async writeState(values) {
      replace(shared(values));
    },
    async mark() {
      if (marked !== state) freeState(marked);
      marked = state;
    },
    async rewind() {
      replace(marked);
    },
    async dispose() {
      state = marked = { tensors: {}, isShared: true };
      await session.release();
    },
  };
}

interface State {
  readonly tensors: OrtTensors;
  isShared: boolean;
}

/** At once: a run of a few steps makes a new state, of which V8 would keep tens of MB before it collects them. */
function freeState({ tensors, isShared }: State): void {
  if (isShared) return;
  for (const { data } of Object.values(tensors)) {
    if (ArrayBuffer.isView(data) && data.buffer instanceof ArrayBuffer) data.buffer.transfer(0);
  }
}
