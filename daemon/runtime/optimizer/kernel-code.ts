/**
 * The optimizer as WebAssembly: one pass over parameters, moments and gradients does what a graph does in eleven. The
 * operations and their order are those of the graph, each rounded to float32, so that both give the same numbers.
 */
import type { Code, WasmFunction } from '../../encoding/wasm.ts';
import {
  abs,
  add,
  addF32,
  addI32,
  constant,
  div,
  get,
  i32,
  lane,
  less,
  load,
  loopBelow,
  max,
  mul,
  set,
  splat,
  sqrt,
  store,
  sub,
  wasmModule,
  without,
} from '../../encoding/wasm.ts';
import type { OptimizerRule } from '../../programs/optimizer-move.ts';

/** Floats that one turn of a loop processes: lengths and addresses are multiples of it. */
export const UNIT = 16;
const BYTES = 4;

/** The functions of a module. Addresses are in bytes, and `end` is the address after the last gradient. */
export interface Kernel {
  /** Σ g² of the gradients. */
  squares(gradients: number, end: number): number;
  /**
   * Moves the parameters at `from` to `to`, which may be the same place.
   * @param factor of the gradients, from clipping
   * @param kept 1 − decay
   */
  update(
    from: number,
    to: number,
    gradients: number,
    end: number,
    factor: number,
    rate: number,
    epsilon: number,
    kept: number,
  ): void;
  /** Only the averages move, since the parameters rest; the rest is copied. */
  rest(from: number, to: number, end: number): void;
}

export interface KernelLayout {
  /** Bytes from the parameters to the first moments, from those to the second ones, and from those to the averages. */
  readonly stride: number;
  readonly pages: number;
  readonly rule: OptimizerRule;
  /** Of the averages of the parameters; null: there are none. */
  readonly averageDecay: number | null;
  /** false: the factor of the gradients is always 1. */
  readonly clips: boolean;
  /** false: `kept` is always 1. */
  readonly decays: boolean;
  /** Whether the thread turns results that are not normal into 0 by itself (see `flushesToZero`). */
  readonly flushed: boolean;
}

export function kernelModule(layout: KernelLayout): Uint8Array<ArrayBuffer> {
  return wasmModule([squares(layout), update(layout), rest(layout)], layout.pages);
}

/** The smallest normal float32: results below it become 0, as in ONNX Runtime, because they are sixty times slower. */
const NORMAL = 2 ** -126;
/** The square of what is smaller is not normal. */
const NORMAL_ROOT = 2 ** -63;

/** x, or 0 where |x| is below the limit. */
type Flush = (x: Code, scratch: number, limit?: number) => Code;

const flushOf = ({ flushed }: KernelLayout): Flush =>
  flushed
    ? (x) => x
    : (x, scratch, limit = NORMAL) => [
        ...set(scratch, x),
        ...without(get(scratch), less(abs(get(scratch)), constant(limit))),
      ];

/** The offsets of the vectors of one turn. */
const OFFSETS = [0, 16, 32, 48] as const;
const advance = (...locals: readonly number[]): Code =>
  locals.flatMap((local) => set(local, addI32(get(local), i32(UNIT * BYTES))));

function squares(layout: KernelLayout): WasmFunction {
  const flush = flushOf(layout);
  const [at, end, value, scratch] = [0, 1, 2, 3];
  const sums = [4, 5, 6, 7] as const;
  const body = loopBelow(at, end, [
    ...OFFSETS.flatMap((offset, i) => [
      ...set(value, flush(load(get(at), offset), scratch, NORMAL_ROOT)),
      ...set(sums[i]!, add(get(sums[i]!), mul(get(value), get(value)))),
    ]),
    ...advance(at),
  ]);
  const [a, b, c, d] = sums;
  const total = set(value, add(add(get(a), get(b)), add(get(c), get(d))));
  const lanes = [0, 1, 2, 3].map((i) => lane(get(value), i));
  return {
    name: 'squares',
    parameters: ['i32', 'i32'],
    result: 'f32',
    locals: ['v128', 'v128', 'v128', 'v128', 'v128', 'v128'],
    body: [...body, ...total, ...addF32(addF32(lanes[0]!, lanes[1]!), addF32(lanes[2]!, lanes[3]!))],
  };
}

function update(layout: KernelLayout): WasmFunction {
  const { stride, rule, averageDecay, clips, decays } = layout;
  const flush = flushOf(layout);
  const [from, to, at, end] = [0, 1, 2, 3];
  const numbers = [4, 5, 6, 7] as const;
  const [factor, rate, epsilon, kept, g, m, v, theta, scratch] = [8, 9, 10, 11, 12, 13, 14, 15, 16];
  const turn = (offset: number): Code => [
    ...set(g, clips ? mul(load(get(at), offset), get(factor)) : load(get(at), offset)),
    ...set(m, flush(add(mul(load(get(from), stride + offset), constant(rule.beta1)), get(g)), scratch)),
    ...set(v, flush(second(load(get(from), 2 * stride + offset)), scratch)),
    ...set(theta, sub(decayed(load(get(from), offset)), mul(direction(), get(rate)))),
    ...store(get(to), offset, get(theta)),
    ...store(get(to), stride + offset, get(m)),
    ...store(get(to), 2 * stride + offset, get(v)),
    ...(averageDecay === null ? [] : average(layout, from, to, theta, g, 3 * stride + offset)),
  ];
  const decayed = (before: Code): Code => (decays ? mul(before, get(kept)) : before);
  const second = (before: Code): Code => {
    const decayed = mul(before, constant(rule.beta2));
    if (rule.type === 'adamax') return max(decayed, add(abs(get(g)), get(epsilon)));
    return add(decayed, [...set(g, flush(get(g), scratch, NORMAL_ROOT)), ...mul(get(g), get(g))]);
  };
  const direction = () => div(get(m), rule.type === 'adamax' ? get(v) : add(sqrt(get(v)), get(epsilon)));
  return {
    name: 'update',
    parameters: ['i32', 'i32', 'i32', 'i32', 'f32', 'f32', 'f32', 'f32'],
    result: null,
    locals: new Array<'v128'>(9).fill('v128'),
    body: [
      ...numbers.flatMap((number, i) => set([factor, rate, epsilon, kept][i]!, splat(get(number)))),
      ...loopBelow(at, end, [...OFFSETS.flatMap(turn), ...advance(from, to, at)]),
    ],
  };
}

function rest(layout: KernelLayout): WasmFunction {
  const { stride, averageDecay } = layout;
  const [from, to, end, theta, difference] = [0, 1, 2, 3, 4];
  const turn = (offset: number): Code => [
    ...set(theta, load(get(from), offset)),
    ...store(get(to), offset, get(theta)),
    ...[1, 2].flatMap((i) => store(get(to), i * stride + offset, load(get(from), i * stride + offset))),
    ...(averageDecay === null ? [] : average(layout, from, to, theta, difference, 3 * stride + offset)),
  ];
  return {
    name: 'rest',
    parameters: ['i32', 'i32', 'i32'],
    result: null,
    locals: ['v128', 'v128'],
    body: loopBelow(from, end, [...OFFSETS.flatMap(turn), ...advance(from, to)]),
  };
}

/** E ← E + (θ − E)·(1 − β). */
function average(layout: KernelLayout, from: number, to: number, theta: number, scratch: number, offset: number): Code {
  const before = load(get(from), offset);
  const moved = add(before, mul(sub(get(theta), before), constant(1 - layout.averageDecay!)));
  return store(get(to), offset, flushOf(layout)(moved, scratch));
}
