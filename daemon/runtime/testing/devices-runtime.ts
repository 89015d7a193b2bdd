/** Several devices that share batches, step by step in float64: each has its own values, and `allMean` averages them. */
import type { StepProgram } from '../../programs/step-program.ts';
import { topologicalOrder } from '../../tensor/graph.ts';
import { allMeanOp } from '../../tensor/ops/all-mean.ts';
import { constantValue } from '../../tensor/ops/leaf.ts';
import { applies, type NdArray, type Node, sizeOf, type Tensor } from '../../tensor/tensor.ts';
import { referenceRuntime } from '../reference/reference-runtime.ts';
import type { CompiledLoop, Feeds, LoopStart, Runtime, Values } from '../runtime.ts';

interface DevicesRuntime extends Runtime {
  /** Number of exchanges of the last step. */
  readonly exchanges: () => number;
}

export function devicesRuntime(devices: number): DevicesRuntime {
  const counter = { exchanges: 0 };
  return {
    ...referenceRuntime(),
    name: 'devices',
    capabilities: { repeats: 'scan', precision: 'float64', devices },
    compileLoop: async (program, start) => openLoop(program, start, devices, counter),
    exchanges: () => counter.exchanges,
  };
}

function openLoop(
  { state, perStep, captured, outputs }: StepProgram,
  start: LoopStart,
  devices: number,
  counter: { exchanges: number },
): CompiledLoop {
  const wanted = [...state.map(({ next }) => next), ...outputs.map(({ tensor }) => tensor)];
  const all = (of: (device: number) => NdArray) => Array.from({ length: devices }, (_, device) => of(device));
  const same = (values: Values, { shape }: Tensor) => all(() => arrayOf(values, shape));
  const fixed = captured.map(({ name, tensor }) => [tensor, same(start.captured[name]!, tensor)] as const);
  const arrays = (values: Feeds) => state.map(({ name, input }) => same(values[name]!, input));
  let current: readonly (readonly NdArray[])[] = arrays(start.state);
  let marked = current;
  return {
    async run(steps, feeds) {
      const stacked: number[][] = outputs.map(() => []);
      for (let step = 0; step < steps; step++) {
        const bound = new Map<Tensor, readonly NdArray[]>(fixed);
        for (const [i, { input }] of state.entries()) bound.set(input, current[i]!);
        for (const { name, tensor, batchAxis } of perStep) {
          const [values, size] = [feeds[name]!, sizeOf(tensor.shape)];
          const parts = batchAxis === null ? 1 : devices;
          if (values.length !== steps * parts * size) throw new Error(`'${name}' has ${values.length} values`);
          const at = (device: number) => size * (step * parts + (batchAxis === null ? 0 : device));
          bound.set(
            tensor,
            all((device) => arrayOf(values.slice(at(device), at(device) + size), tensor.shape)),
          );
        }
        counter.exchanges = 0;
        const results = evaluateAll(wanted, bound, counter);
        current = results.slice(0, state.length);
        for (const [i, values] of stacked.entries()) values.push(...results[state.length + i]![0]!.data);
      }
      return {
        outputs: Object.fromEntries(outputs.map(({ name }, i) => [name, Float64Array.from(stacked[i]!)])),
        ran: steps,
      };
    },
    readState: async () => Object.fromEntries(state.map(({ name }, i) => [name, equal(current[i]!)])),
    async writeState(values) {
      current = arrays(values);
    },
    async mark() {
      marked = current;
    },
    async rewind() {
      current = marked;
    },
    async dispose() {},
  };
}

/** In an order that is the same for all devices, so that they meet in each exchange. */
function evaluateAll(
  wanted: readonly Tensor[],
  bound: ReadonlyMap<Tensor, readonly NdArray[]>,
  counter: { exchanges: number },
): readonly (readonly NdArray[])[] {
  const values = new Map(bound);
  const devices = [...bound.values()][0]!.map((_, device) => device);
  for (const node of topologicalOrder(wanted, bound)) {
    const inputs = devices.map((device) => node.inputs.map((x) => values.get(x)![device]!));
    const exchanged = applies(node, allMeanOp);
    if (exchanged) counter.exchanges++;
    const results = inputs.map((own) => (exchanged ? [averageOf(inputs.map(([x]) => x!))] : resultsOf(node, own)));
    for (const [i, y] of node.outputs.entries()) {
      if (!bound.has(y))
        values.set(
          y,
          results.map((own) => own[i]!),
        );
    }
  }
  return wanted.map((y) => values.get(y)!);
}

function resultsOf(node: Node, inputs: readonly NdArray[]): readonly NdArray[] {
  const known = node.outputs[0] && constantValue(node.outputs[0]);
  return known ? [known] : node.op.evaluate(inputs, node);
}

function averageOf(parts: readonly NdArray[]): NdArray {
  const [first] = parts;
  const data = first!.data.map((_, i) => parts.reduce((sum, part) => sum + part.data[i]!, 0) / parts.length);
  return { shape: first!.shape, data };
}

/** What all devices have. */
function equal(values: readonly NdArray[]): Float64Array {
  const [first] = values;
  if (values.some(({ data }) => data.some((v, i) => v !== first!.data[i]))) throw new Error('the devices differ');
  return first!.data;
}

function arrayOf(values: Values, shape: readonly number[]): NdArray {
  return { shape, data: Float64Array.from(values as Iterable<number | bigint>, Number) };
}
