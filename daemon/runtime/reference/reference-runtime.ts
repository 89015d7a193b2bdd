/** The float64 reference: plain TypeScript, for verification. Slow and simple. */
import { evaluate } from '../../tensor/evaluate.ts';
import type { NdArray, Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { Feeds, Results, Runtime, Values } from '../runtime.ts';

export function referenceRuntime(): Runtime {
  return {
    name: 'reference',
    repeats: 'scan',
    compile: async ({ inputs, outputs }) => ({
      async run(feeds) {
        const bound = new Map(inputs.map(({ name, tensor }) => [tensor, toArray(feeds[name]!, tensor.shape)]));
        return named(
          outputs.map(({ name }) => name),
          evaluate(
            outputs.map(({ tensor }) => tensor),
            bound,
          ),
        );
      },
      dispose: async () => {},
    }),
    compileLoop: async ({ state, perStep, captured, outputs, proceed }) => ({
      async run(steps, feeds) {
        let current = state.map(({ name, input }) => toArray(feeds[name]!, input.shape));
        const stacked: number[][] = outputs.map(() => []);
        const fixed = captured.map(({ name, tensor }) => [tensor, toArray(feeds[name]!, tensor.shape)] as const);
        let ran = 0;
        for (let goOn = true; goOn && ran < steps; ran++) {
          const bound = new Map<Tensor, NdArray>(fixed);
          for (const [i, { input }] of state.entries()) bound.set(input, current[i]!);
          for (const { name, tensor } of perStep) bound.set(tensor, rowOf(feeds, name, tensor, ran));
          const wanted = [
            ...state.map(({ next }) => next),
            ...outputs.map(({ tensor }) => tensor),
            ...(proceed ? [proceed] : []),
          ];
          const results = evaluate(wanted, bound);
          current = results.slice(0, state.length);
          for (const [i, values] of stacked.entries()) for (const v of results[state.length + i]!.data) values.push(v);
          goOn = proceed === null || results.at(-1)!.data[0]! > 0;
        }
        return {
          state: named(
            state.map(({ name }) => name),
            current,
          ),
          outputs: Object.fromEntries(outputs.map(({ name }, i) => [name, Float64Array.from(stacked[i]!)])),
          ran,
        };
      },
      dispose: async () => {},
    }),
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

function named(names: readonly string[], values: readonly NdArray[]): Results {
  return Object.fromEntries(names.map((name, i) => [name, values[i]!.data]));
}
