/**
 * Parameters, moments, averages and gradients in one WebAssembly memory, where ONNX Runtime reads the parameters and
 * writes the gradients, and a kernel moves the former by the latter.
 *
 * There are two sides, of which the second is used, and takes memory, only after a `mark`: the first move after it reads one
 * side and writes the other, so that marking costs no copy. Other moves are in place.
 */

import { kernelMemory, MOST_PAGES, PAGE } from '../../encoding/web-assembly.ts';
import type { OptimizerMove, OptimizerPart } from '../../programs/optimizer-move.ts';
import type { Feeds, Results } from '../runtime.ts';
import { UNIT } from './kernel-code.ts';
import { kernelThreads } from './kernel-threads.ts';
import { BLOCK, type KernelTask, kernelModules } from './kernel-work.ts';

const BYTES = Float32Array.BYTES_PER_ELEMENT;
/** Bytes by which arrays of equal layout are apart, modulo a page: their lines would share sets of the cache. */
const SHIFT = 576;
const ALIGNMENT = 4096;

type Side = 0 | 1;
/** In the order of their arrays in a side. */
const KINDS = ['theta', 'm', 'v', 'average'] as const;

/** The numbers of one step for a move. */
export interface MoveNumbers {
  readonly rate: number;
  readonly epsilon: number;
  readonly decay: number;
  /** false: the parameters rest. */
  readonly moves: boolean;
}

export interface OptimizerMemory {
  /** Views of the parameters of one side, by the names of states: [0] and [1]. */
  readonly parameters: readonly [Feeds, Feeds];
  /** Views of the gradients, by the names of the parameters. */
  readonly gradients: Feeds;
  /** The side with the current state. */
  readonly side: Side;
  /** Σ g² of each move's gradients. */
  squaredNorms(): readonly number[];
  /** Moves the parameters of each move by its gradients, as they are. */
  move(numbers: readonly MoveNumbers[], squaredNorms: readonly number[]): void;
  /** Copies. */
  readState(): Results;
  writeState(state: Feeds): void;
  /** The next move keeps the state as it is now, for `rewind`. Without a call, moves are in place. */
  mark(): void;
  rewind(): void;
  close(): Promise<void>;
}

interface Placed extends OptimizerPart {
  /** In floats, from the begin of each array. */
  readonly at: number;
  readonly size: number;
}

/** Parts that one call of the kernel moves. */
interface Run {
  readonly decays: boolean;
  readonly first: number;
  readonly last: number;
}

/** Bytes that the moves need, or null if that is more than a memory can have. */
export function memoryPages(moves: readonly OptimizerMove[]): number | null {
  const { end } = layoutOf(moves);
  const pages = Math.ceil(end / PAGE);
  return pages <= MOST_PAGES ? pages : null;
}

/**
 * @param threads that share the work, the caller's included
 * @throws RangeError if the system does not give the memory
 */
export function optimizerMemory(moves: readonly OptimizerMove[], threads: number): OptimizerMemory {
  const { placed, kinds, stride, sides, gradients, end, floats } = layoutOf(moves);
  const pages = Math.ceil(end / PAGE);
  const memory = kernelMemory(pages);
  const sums = new Float64Array(new SharedArrayBuffer((floats / BLOCK) * Float64Array.BYTES_PER_ELEMENT));
  const modules = moves.map(({ rule, averageDecay, clip, parts }) =>
    kernelModules({
      ...{ stride, pages, rule, averageDecay },
      clips: clip !== null,
      decays: parts.some((part) => part.decays),
    }),
  );
  const pool = kernelThreads({ memory, modules, sums, gradients }, threads);
  const runs = placed.map(runsOf);
  const viewAt = (address: number, { at, size }: Placed) => new Float32Array(memory.buffer, address + at * BYTES, size);
  const named = (part: Placed, kind: (typeof KINDS)[number]) => part[kind];
  const arrays = sides.map((base) =>
    Object.fromEntries(
      placed.flat().flatMap((part) =>
        kinds.flatMap((kind, k) => {
          const name = named(part, kind);
          return name === null ? [] : [[name, viewAt(base + k * stride, part)] as const];
        }),
      ),
    ),
  );
  const parametersOf = (side: Side): Feeds =>
    Object.fromEntries(placed.flat().map(({ theta }) => [theta, arrays[side]![theta]!]));
  let side: Side = 0;
  let marked: Side | null = null;
  return {
    parameters: [parametersOf(0), parametersOf(1)],
    gradients: Object.fromEntries(placed.flat().map((part) => [part.theta, viewAt(gradients, part)])),
    get side() {
      return side;
    },
    squaredNorms: () =>
      runs.map((own, move) => {
        const [first, last] = [own[0]!.first, own.at(-1)!.last];
        pool.run({ kind: 'squares', move }, first, last);
        return sums.subarray(first / BLOCK, Math.ceil(last / BLOCK)).reduce((total, sum) => total + sum, 0);
      }),
    move(numbers, squaredNorms) {
      const next: Side = side === marked ? (side === 0 ? 1 : 0) : side;
      const [from, to] = [sides[side], sides[next]];
      for (const [move, { rate, epsilon, decay, moves: isMoving }] of numbers.entries()) {
        const { clip } = moves[move]!;
        // min(1, limit/|g|); the tiny offset only avoids 0/0.
        const factor = clip === null ? 1 : Math.min(1, clip / (Math.sqrt(squaredNorms[move]!) + 1e-12));
        for (const { decays, first, last } of runs[move]!) {
          const task: KernelTask = isMoving
            ? { ...{ kind: 'update', move, from, to, factor, rate, epsilon }, kept: decays ? 1 - decay : 1 }
            : { kind: 'rest', move, from, to };
          pool.run(task, first, last);
        }
      }
      side = next;
    },
    readState: () => Object.fromEntries(Object.entries(arrays[side]!).map(([name, values]) => [name, values.slice()])),
    writeState(state) {
      if (side === marked) side = side === 0 ? 1 : 0;
      for (const [name, own] of Object.entries(arrays[side]!)) {
        const values = state[name];
        if (!(values instanceof Float32Array || values instanceof Float64Array) || values.length !== own.length)
          throw new Error(`the state '${name}' does not have ${own.length} numbers`);
        own.set(values);
      }
    },
    mark() {
      marked = side;
    },
    rewind() {
      if (marked === null) throw new Error('no state was marked');
      side = marked;
    },
    close: () => pool.close(),
  };
}

function layoutOf(moves: readonly OptimizerMove[]) {
  let floats = 0;
  const aligned = (value: number, unit: number) => Math.ceil(value / unit) * unit;
  const placed = moves.map(({ parts }) => {
    // Those that decay together, so that one call moves them.
    const ordered = [...parts.filter(({ decays }) => decays), ...parts.filter(({ decays }) => !decays)];
    const own = ordered.map((part): Placed => {
      const size = part.gradient.shape.reduce((product, extent) => product * extent, 1);
      const at = floats;
      floats += aligned(size, UNIT);
      return { ...part, at, size };
    });
    // Blocks of sums belong to one move.
    floats = aligned(floats, BLOCK);
    return own;
  });
  const kinds = moves.some(({ averageDecay }) => averageDecay !== null) ? KINDS : KINDS.slice(0, 3);
  const stride = aligned(floats * BYTES, ALIGNMENT) + SHIFT;
  const side = kinds.length * stride;
  const gradients = 2 * side;
  const sides: readonly [number, number] = [0, side];
  return { placed, kinds, stride, sides, gradients, floats, end: gradients + floats * BYTES };
}

function runsOf(parts: readonly Placed[]): readonly Run[] {
  return [true, false].flatMap((decays) => {
    const own = parts.filter((part) => part.decays === decays);
    const [first, last] = [own[0], own.at(-1)];
    return first && last ? [{ decays, first: first.at, last: last.at + Math.ceil(last.size / UNIT) * UNIT }] : [];
  });
}
