/** A state machine that takes K steps in one call: a training program, as every runtime compiles it. */
import { simplify } from '../tensor/simplify.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { BatchedTensor, NamedTensor } from './function-model.ts';
import type { OptimizerMove } from './optimizer-move.ts';

export interface StepState {
  readonly name: string;
  /** The value before the step. */
  readonly input: Tensor;
  /** The value after it, of the same shape. */
  readonly next: Tensor;
}

export interface StepProgram {
  /** What the steps change. It stays in the runtime between calls. */
  readonly state: readonly StepState[];
  /** Fed as [K, …shape]; step i gets row i. Batch axes are those of one step. */
  readonly perStep: readonly BatchedTensor[];
  /** Given once and read by every step, as the data. */
  readonly captured: readonly NamedTensor[];
  /** Returned as [K, …shape]. */
  readonly outputs: readonly NamedTensor[];
  /** Rank 0, > 0 while steps continue; null: all K steps run. */
  readonly proceed: Tensor | null;
  /** What the optimizer does to the state, which `state` computes as well. Absent: the state changes in another way. */
  readonly moves?: readonly OptimizerMove[];
}

/** The same program with simplified graphs. */
export function simplifyProgram(program: StepProgram): StepProgram {
  const { state, outputs, proceed } = program;
  const simplified = simplify([
    ...state.map(({ next }) => next),
    ...outputs.map(({ tensor }) => tensor),
    ...(proceed ? [proceed] : []),
  ]);
  return {
    ...program,
    state: state.map((own, i) => ({ ...own, next: simplified[i]! })),
    outputs: outputs.map((own, i) => ({ ...own, tensor: simplified[state.length + i]! })),
    proceed: proceed && simplified.at(-1)!,
  };
}
