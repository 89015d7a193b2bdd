/** How far a runtime's float32 results are from float64, and how far they may be. */

import type { NamedTensor } from '../../../programs/function-model.ts';
import type { RandomStream } from '../../../random/random-stream.ts';
import { randomStream } from '../../../random/random-stream.ts';
import type { CompiledFunction, Runtime, Values } from '../../../runtime/runtime.ts';
import { evaluation } from '../../../tensor/evaluate.ts';
import type { NdArray, Tensor } from '../../../tensor/tensor.ts';

export interface MeasuredInput extends NamedTensor {
  /**
   * Values are rounded relative to their own size, or to this if it is larger. Null if they are not rounded: noise,
   * indices.
   */
  readonly roundedAt: number | null;
}

export interface MeasuredGraph {
  readonly inputs: readonly MeasuredInput[];
  readonly outputs: readonly NamedTensor[];
}

/** One output, elementwise. */
export interface Measured {
  /** Computed by the runtime. */
  readonly actual: ArrayLike<number>;
  /** In float64, from the same float32 inputs. */
  readonly exact: Float64Array;
  /** The largest change of `exact` when the inputs change by a few roundings; zeros if that was not requested. */
  readonly rounding: Float64Array;
}

/**
 * Relative changes of the inputs, draw by draw: from 16 times the rounding of a float32, about what a sum of a few
 * hundred terms may lose, to a single rounding, because a steep map leaves the near side of a knot within less than
 * that.
 */
const MOVES = [2 ** -20, 2 ** -22, 2 ** -24] as const;
/** The runtime treats smaller numbers as 0. */
const SMALLEST = 2 ** -126;
/** Factor on the measured change: one draw may miss the direction in which a result is sensitive. */
const ALLOWANCE = 16;
/** Relative error that float32 is always allowed, whatever the sensitivity. */
export const ENGINE_TOLERANCE = 1e-4;

/** The allowed difference of `actual` and `exact`: a share of its size, plus what rounding of the inputs explains. */
export function allowedError({ exact, rounding }: Measured, i: number, scale = Math.abs(exact[i]!)): number {
  return ENGINE_TOLERANCE * Math.max(1, scale) + ALLOWANCE * rounding[i]!;
}

/** Whether `actual` is accurate to float32 precision, even if it is small. */
export function isRounded({ actual, exact, rounding }: Measured, i: number): boolean {
  const [value, moved] = [Math.abs(exact[i]!), ALLOWANCE * rounding[i]!];
  return Math.abs(actual[i]! - exact[i]!) <= ALLOWANCE * Math.max(MOVES[0] * value, SMALLEST) + moved;
}

/** Whether float32 can achieve the tolerance: rounding of the inputs does not change the result by more. */
export function isResolved({ exact, rounding }: Measured, i: number): boolean {
  return ALLOWANCE * rounding[i]! <= ENGINE_TOLERANCE * Math.max(1, Math.abs(exact[i]!));
}

/** @param values float32 numbers for every input, by name */
export async function measure(
  runtime: Runtime,
  graph: MeasuredGraph,
  values: ReadonlyMap<string, Float32Array>,
  seed: number,
  draws = 1,
): Promise<ReadonlyMap<string, Measured>> {
  const compiled = await runtime.compile(graph);
  try {
    return await measureCompiled(compiled, graph, values, seed, draws);
  } finally {
    await compiled.dispose();
  }
}

/**
 * Like `measure`, with a compiled graph of the same names and shapes.
 * @param draws how often to change the inputs by each of `MOVES` to find what rounding explains: each takes six
 *   evaluations in float64, and may find what the others missed
 */
export async function measureCompiled(
  compiled: CompiledFunction,
  { inputs, outputs }: MeasuredGraph,
  values: ReadonlyMap<string, Float32Array>,
  seed: number,
  draws = 1,
): Promise<ReadonlyMap<string, Measured>> {
  const actual = await compiled.run(Object.fromEntries(inputs.map((input) => [input.name, feed(input, values)])));
  const evaluate = evaluation(
    outputs.map(({ tensor }) => tensor),
    new Set(inputs.map(({ tensor }) => tensor)),
  );
  const exact = evaluate(moved(inputs, values, null));
  const rounding = exact.map(({ data }) => new Float64Array(data.length));
  // Each number changes by ± at random, then by the opposite, so that a jump between two pieces is seen from both
  // sides.
  const moves = Array.from({ length: draws * MOVES.length }, (_, draw) => ({
    draw,
    size: MOVES[draw % MOVES.length]!,
  })).flatMap(({ draw, size }) => [
    { draw, size },
    { draw, size: -size },
  ]);
  for (const { draw, size } of moves) {
    const random = randomStream(seed, 'precision', draw);
    const others = evaluate(moved(inputs, values, { random, size }));
    for (const [o, { data }] of others.entries()) {
      for (const [i, value] of data.entries()) {
        const change = Math.abs(value - exact[o]!.data[i]!);
        if (!(change <= rounding[o]![i]!)) rounding[o]![i] = change;
      }
    }
  }
  return new Map(
    outputs.map(({ name }, o) => [
      name,
      { actual: actual[name]!, exact: exact[o]!.data, rounding: rounding[o]! } satisfies Measured,
    ]),
  );
}

function feed({ name, tensor }: NamedTensor, values: ReadonlyMap<string, Float32Array>): Values {
  const own = values.get(name)!;
  return tensor.dtype === 'int64' ? BigInt64Array.from(own, BigInt) : own;
}

function moved(
  inputs: readonly MeasuredInput[],
  values: ReadonlyMap<string, Float32Array>,
  move: { readonly random: RandomStream; readonly size: number } | null,
): Map<Tensor, NdArray> {
  return new Map(
    inputs.map(({ name, tensor, roundedAt }) => {
      const data = Float64Array.from(values.get(name)!);
      if (move !== null && roundedAt !== null) {
        for (const [i, value] of data.entries()) {
          const size = move.random.uniform() < 0.5 ? move.size : -move.size;
          const sized = Math.max(Math.abs(value), roundedAt) * size;
          data[i] = value + (Math.abs(sized) < SMALLEST ? Math.sign(size) * SMALLEST : sized);
        }
      }
      return [tensor, { shape: tensor.shape, data }];
    }),
  );
}
