/**
 * A training loop that takes one step a call: ONNX Runtime computes losses and gradients, and a kernel moves the
 * parameters in the same memory. For large models, a loop inside ONNX Runtime copies its state in every call, and its
 * optimizer passes over the memory eleven times.
 */
import type * as ort from 'onnxruntime-node';
import type { NamedTensor } from '../../programs/function-model.ts';
import { simplifyModel } from '../../programs/function-model.ts';
import type { OptimizerMove } from '../../programs/optimizer-move.ts';
import type { StepProgram } from '../../programs/step-program.ts';
import { evaluation } from '../../tensor/evaluate.ts';
import { dependents, topologicalOrder } from '../../tensor/graph.ts';
import { constantOp, inputOp } from '../../tensor/ops/leaf.ts';
import type { NdArray, Tensor } from '../../tensor/tensor.ts';
import { applies, sizeOf } from '../../tensor/tensor.ts';
import { inPlaceModel } from '../onnx/in-place-model.ts';
import { memoryPages, optimizerMemory } from '../optimizer/optimizer-memory.ts';
import type { CompiledLoop, Feeds, LoopStart, Results, Values } from '../runtime.ts';
import { shapesOf, tensors } from './ort-tensors.ts';
import { inPlaceRun } from './run-in-place.ts';

/** A program whose whole state is moved by its optimizer. */
export type OptimizedProgram = StepProgram & { readonly moves: readonly OptimizerMove[] };

/** Whether the loop can run the program and is worth it: its parameters are at least `elements` numbers. */
export function isWorthFusing(program: StepProgram, elements: number): program is OptimizedProgram {
  const { moves, state } = program;
  if (moves === undefined || moves.length === 0) return false;
  const parts = moves.flatMap((move) => move.parts);
  const size = parts.reduce((total, { gradient }) => total + sizeOf(gradient.shape), 0);
  const moved = new Set(parts.flatMap(({ theta, m, v, average }) => [theta, m, v, average]));
  return size >= elements && state.every(({ name }) => moved.has(name)) && memoryPages(moves) !== null;
}

export interface FusedLoopOptions {
  readonly threads: number;
  readonly createSession: (model: Uint8Array) => Promise<ort.InferenceSession>;
}

const GRADIENT = 'gradient:';
const VALUE = 'value:';

export async function openFusedLoop(
  program: OptimizedProgram,
  start: LoopStart,
  { threads, createSession }: FusedLoopOptions,
): Promise<CompiledLoop> {
  const { state, captured, outputs, moves, perStep } = program;
  const parts = moves.flatMap((move) => move.parts);
  const { frontier, host } = cut(program);
  const computed: readonly NamedTensor[] = [
    ...parts.map(({ theta, gradient }) => ({ name: `${GRADIENT}${theta}`, tensor: gradient })),
    ...frontier.map((tensor, i) => ({ name: `${VALUE}${i}`, tensor })),
  ];
  const parameters = state.flatMap(({ name, input }) =>
    parts.some(({ theta }) => theta === name) ? [{ name, tensor: input }] : [],
  );
  const model = simplifyModel({ inputs: [...parameters, ...captured, ...perStep], outputs: computed });
  const read = inputsOf(model.outputs.map(({ tensor }) => tensor));
  const inputs = model.inputs.filter(({ tensor }) => read.has(tensor));
  const compiled = inPlaceModel({ ...model, inputs });
  const session = await createSession(compiled.bytes);

  const memory = optimizerMemory(moves, threads);
  memory.writeState(start.state);
  const isRead = ({ name }: NamedTensor) => inputs.some((own) => own.name === name);
  const only = (feeds: Feeds, named: readonly NamedTensor[]) =>
    Object.fromEntries(named.filter(isRead).map(({ name }) => [name, feeds[name]!]));
  const fixed = tensors(only(start.captured, captured), shapesOf(captured));
  const sides = memory.parameters.map((feeds) => tensors(only(feeds, parameters), shapesOf(parameters)));
  const values = frontier.map(({ shape }) => new Float32Array(sizeOf(shape)));
  const arrays: Feeds = {
    ...Object.fromEntries(parts.map(({ theta }) => [`${GRADIENT}${theta}`, memory.gradients[theta]!])),
    ...Object.fromEntries(values.map((own, i) => [`${VALUE}${i}`, own])),
  };
  const places = tensors(arrays, shapesOf(computed));
  const step = inPlaceRun(
    session,
    compiled,
    computed.map(({ name }) => places[name]!),
  );
  const stepShape = shapesOf(perStep);

  /** The row of a step, as a view. */
  const rowOf = (feeds: Feeds, { name, tensor }: NamedTensor, step: number): Values => {
    const size = sizeOf(tensor.shape);
    return feeds[name]!.subarray(step * size, (step + 1) * size);
  };

  const namedRows = (stacked: readonly Float32Array[], from: number, to: number): Results =>
    Object.fromEntries(
      outputs.map(({ name, tensor }, i) => {
        const size = sizeOf(tensor.shape);
        return [name, stacked[i]!.subarray(from * size, to * size)];
      }),
    );

  const runWhile: NonNullable<CompiledLoop['runWhile']> = async (steps, feeds, keep) => {
    const stacked = outputs.map(({ tensor }) => new Float32Array(steps * sizeOf(tensor.shape)));
    let ran = 0;
    for (let goOn = true; goOn && ran < steps; ran++) {
      const own = perStep.filter(isRead).map((input) => [input.name, rowOf(feeds, input, ran)] as const);
      await step.run({ ...fixed, ...sides[memory.side]!, ...tensors(Object.fromEntries(own), stepShape) });
      const squaredNorms = memory.squaredNorms();
      const given = perStep.flatMap((input): [Tensor, NdArray][] =>
        host.reads.has(input.tensor) ? [[input.tensor, toArray(rowOf(feeds, input, ran), input.tensor.shape)]] : [],
      );
      const bound = new Map<Tensor, NdArray>([
        ...frontier.map((tensor, i) => [tensor, toArray(values[i]!, tensor.shape)] as const),
        ...moves.map(({ squaredNorm }, i) => [squaredNorm, toArray([squaredNorms[i]!], [])] as const),
        ...given,
      ]);
      const found = host.evaluate(bound).map(({ data }) => data);
      for (const [i, all] of stacked.entries()) all.set(found[i]!, ran * found[i]!.length);
      const { numbers, proceed } = host.read(found);
      const isKept = keep(namedRows(stacked, ran, ran + 1), ran);
      if (isKept) memory.move(numbers, squaredNorms);
      goOn = isKept && proceed;
    }
    return { outputs: namedRows(stacked, 0, ran), ran };
  };

  return {
    run: (steps, feeds) => runWhile(steps, feeds, () => true),
    runWhile,
    readState: async () => memory.readState(),
    writeState: async (given) => memory.writeState(given),
    mark: async () => memory.mark(),
    rewind: async () => memory.rewind(),
    async dispose() {
      await memory.close();
      await session.release();
    },
  };
}

/**
 * Cuts a step where the norms of its gradients are known: what depends on them and the schedule, a few numbers, is
 * computed on the host. `frontier` is what that reads of the rest.
 */
function cut({ outputs, proceed, moves, perStep }: OptimizedProgram) {
  const norms = new Set(moves.map(({ squaredNorm }) => squaredNorm));
  const schedules = moves.flatMap(({ schedule: { rate, epsilon, decay, moves: moving } }) => [
    rate,
    epsilon,
    decay,
    ...(moving ? [moving] : []),
  ]);
  const reported = [...outputs.map(({ tensor }) => tensor), ...(proceed ? [proceed] : [])];
  const order = topologicalOrder(reported, norms);
  const late = dependents(order, norms);
  const isEarly = (x: Tensor) => !norms.has(x) && !late.has(x.node) && !applies(x.node, constantOp);
  const frontier = [...new Set([...reported, ...[...late].flatMap(({ inputs }) => inputs)].filter(isEarly))];
  const wanted = [...reported, ...schedules];
  const reads = inputsOf(schedules);
  if ([...reads].some((tensor) => perStep.every((own) => own.tensor !== tensor)))
    throw new Error("an optimizer's schedule depends on more than the inputs of a step");
  return {
    frontier,
    host: {
      evaluate: evaluation(wanted, new Set([...frontier, ...norms, ...reads])),
      reads,
      /** Of the values of `wanted`. */
      read(found: readonly Float64Array[]) {
        let at = outputs.length;
        const next = () => found[at++]![0]!;
        const goesOn = proceed === null || next() > 0;
        const numbers = moves.map(({ schedule }) => {
          const [rate, epsilon, decay] = [next(), next(), next()];
          return { rate, epsilon, decay, moves: schedule.moves === null || next() > 0 };
        });
        return { numbers, proceed: goesOn };
      },
    },
  };
}

/** The inputs that a graph reads. */
function inputsOf(outputs: readonly Tensor[]): Set<Tensor> {
  return new Set(topologicalOrder(outputs).flatMap((node) => (applies(node, inputOp) ? node.outputs : [])));
}

function toArray(values: Values | readonly number[], shape: readonly number[]): NdArray {
  return { shape, data: Float64Array.from(values as Iterable<number | bigint>, Number) };
}
