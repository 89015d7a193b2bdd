/** What a loop does in one turn, as a separate graph. */
import type { Tensor } from '../tensor.ts';

/** Placeholders and results of one turn. */
export interface ScanBody {
  readonly carry: readonly Tensor[];
  readonly slices: readonly Tensor[];
  readonly invariants: readonly Tensor[];
  readonly nextCarry: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

/** Builds a turn or a part of one. It may use only its arguments and constants. */
export type Turn = (
  carry: readonly Tensor[],
  slices: readonly Tensor[],
  invariants: readonly Tensor[],
) => { readonly carry: readonly Tensor[]; readonly outputs: readonly Tensor[] };

/** A part of a turn that can be undone: its carries follow from its next carries. */
export interface UndoableStep {
  readonly apply: Turn;
  /** Its carries, from its next carries. */
  readonly undo: (
    nextCarry: readonly Tensor[],
    slices: readonly Tensor[],
    invariants: readonly Tensor[],
  ) => readonly Tensor[];
}

/** Applies the parts in sequence. Their outputs are in the same order. */
export function joinedTurn(steps: readonly UndoableStep[]): Turn {
  return (start, slices, invariants) => {
    let carry = start;
    const outputs: Tensor[] = [];
    for (const { apply } of steps) {
      const result = apply(carry, slices, invariants);
      carry = result.carry;
      outputs.push(...result.outputs);
    }
    return { carry, outputs };
  };
}
