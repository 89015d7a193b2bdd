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

/** A part of a turn whose carries follow from what it makes of them. */
export interface UndoableStep {
  readonly apply: Turn;
  /** Its carries, from its next carries. */
  readonly undo: (
    nextCarry: readonly Tensor[],
    slices: readonly Tensor[],
    invariants: readonly Tensor[],
  ) => readonly Tensor[];
}

/** The parts one after the other; their outputs in this order. */
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
