/** The float64 reference: plain TypeScript, for verification. Slow and simple. */
import type { StepProgram } from '../../programs/step-program.ts';
import { evaluate } from '../../tensor/evaluate.ts';
import type { NdArray, Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { CompiledLoop, Feeds, LoopStart, Results, Runtime, Values } from '../runtime.ts';

export function referenceRuntime(): Runtime<'reference'> {
  return {
    name: 'reference',
    capabilities: { repeats: 'scan', precision: 'float64' },
    async compile({ inputs, outputs }) {
      const wanted = outputs.map(({ tensor }) => tensor);
      return {
        async run(feeds) {
          const bound = new Map(inputs.map(({ name, tensor }) => [tensor, toArray(feeds[name]!, tensor.shape)]));
          return named(outputs, evaluate(wanted, bound));
        },
        async dispose() {},
      };
    },
    compileLoop: async (program, start) => openLoop(program, start),
  };
}

function openLoop({ state, perStep, captured, outputs, proceed }: StepProgram, start: LoopStart): CompiledLoop {
  const wanted = [
    ...state.map(({ next }) => next),
    ...outputs.map(({ tensor }) => tensor),
    ...(proceed ? [proceed] : []),
  ];
  const fixed = captured.map(({ name, tensor }) => [tensor, toArray(start.captured[name]!, tensor.shape)] as const);
  const arrays = (values: Feeds) => state.map(({ name, input }) => toArray(values[name]!, input.shape));
  let current = arrays(start.state);
  let marked = current;
  return {
    async run(steps, feeds) {
      const stacked: number[][] = outputs.map(() => []);
      let ran = 0;
      for (let goOn = true; goOn && ran < steps; ran++) {
        const bound = new Map<Tensor, NdArray>(fixed);
        for (const [i, { input }] of state.entries()) bound.set(input, current[i]!);
        for (const { name, tensor } of perStep) bound.set(tensor, rowOf(feeds, name, tensor, ran));
        const results = evaluate(wanted, bound);
        current = results.slice(0, state.length);
        for (const [i, values] of stacked.entries()) for (const v of results[state.length + i]!.data) values.push(v);
        goOn = proceed === null || results.at(-1)!.data[0]! > 0;
      }
      return {
        outputs: Object.fromEntries(outputs.map(({ name }, i) => [name, Float64Array.from(stacked[i]!)])),
        ran,
      };
    },
    readState: async () => named(state, current),
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

function rowOf(feeds: Feeds, name: string, tensor: Tensor, row: number): NdArray {
  const size = sizeOf(tensor.shape);
  return toArray(feeds[name]!.slice(row * size, (row + 1) * size), tensor.shape);
}

function toArray(values: Values, shape: readonly number[]): NdArray {
  return {
    shape,
    data: values instanceof Float64Array ? values : Float64Array.from(values as Iterable<number | bigint>, Number),
  };
}

function named(tensors: readonly { readonly name: string }[], values: readonly NdArray[]): Results {
  return Object.fromEntries(tensors.map(({ name }, i) => [name, values[i]!.data]));
}
