/** What one thread computes of a step: a range of the parameters. */
import { MEMORY } from '../../encoding/wasm.ts';
import { instantiate, type KernelMemory } from '../../encoding/web-assembly.ts';
import { type Kernel, type KernelLayout, kernelModule, UNIT } from './kernel-code.ts';

/** Floats whose squares are summed in float32; the sums of blocks are added in float64, so threads do not change the result. */
export const BLOCK = 1 << 13;
const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** What threads are opened with. */
export interface KernelSetup {
  readonly memory: KernelMemory;
  /** One for each move. */
  readonly modules: readonly KernelModules[];
  /** One of each block of the gradients. */
  readonly sums: Float64Array<SharedArrayBuffer>;
  /** Address of the gradients. */
  readonly gradients: number;
}

/** The same kernel for threads that flush small results to 0 by themselves, and for others. */
export interface KernelModules {
  readonly flushed: Uint8Array<ArrayBuffer>;
  readonly careful: Uint8Array<ArrayBuffer>;
}

export function kernelModules(layout: Omit<KernelLayout, 'flushed'>): KernelModules {
  return {
    flushed: kernelModule({ ...layout, flushed: true }),
    careful: kernelModule({ ...layout, flushed: false }),
  };
}

export type KernelTask =
  | { readonly kind: 'squares'; readonly move: number }
  | {
      readonly kind: 'update';
      readonly move: number;
      /** Addresses of the parameters, before and after. */
      readonly from: number;
      readonly to: number;
      readonly factor: number;
      readonly rate: number;
      readonly epsilon: number;
      readonly kept: number;
    }
  | { readonly kind: 'rest'; readonly move: number; readonly from: number; readonly to: number };

/** Computes tasks on floats [first, last) of the parameters: multiples of UNIT, and of BLOCK for the first of squares. */
export type KernelWorker = (task: KernelTask, first: number, last: number) => void;

export function kernelWorker({ memory, modules, sums, gradients }: KernelSetup): KernelWorker {
  const kind = flushesToZero() ? 'flushed' : 'careful';
  const kernels = modules.map((own) => instantiate<Kernel>(own[kind], { [MEMORY]: { [MEMORY]: memory } }));
  return (task, first, last) => {
    if (first % UNIT !== 0 || last % UNIT !== 0) throw new Error(`floats ${first} to ${last} are no whole units`);
    if (first >= last) return;
    const kernel = kernels[task.move]!;
    const [start, end] = [gradients + first * BYTES, gradients + last * BYTES];
    if (task.kind === 'squares') {
      for (let at = first; at < last; at = nextBlock(at)) {
        const until = Math.min(last, nextBlock(at));
        sums[Math.floor(at / BLOCK)] = kernel.squares(gradients + at * BYTES, gradients + until * BYTES);
      }
    } else if (task.kind === 'update') {
      const [from, to] = [task.from + first * BYTES, task.to + first * BYTES];
      kernel.update(from, to, start, end, task.factor, task.rate, task.epsilon, task.kept);
    } else {
      kernel.rest(task.from + first * BYTES, task.to + first * BYTES, task.from + last * BYTES);
    }
  };
}

/**
 * Whether results of this thread that are not normal become 0. ONNX Runtime switches that on in the threads that it computes in,
 * which holds for all their numbers.
 */
function flushesToZero(): boolean {
  // An array, so that the compiler cannot compute the product.
  const values = Float64Array.of(2 ** -1022, 0.5);
  return values[0]! * values[1]! === 0;
}

function nextBlock(at: number): number {
  return (Math.floor(at / BLOCK) + 1) * BLOCK;
}
