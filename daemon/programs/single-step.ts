/**
 * One step of a program as a plain function, for runtimes without loops. What a step reports is appended to a table that
 * the function passes on, so that the host needs to read only every `rows` steps.
 */
import { reshape } from '../tensor/ops/arithmetic.ts';
import { concat, slice } from '../tensor/ops/concat-split.ts';
import { input } from '../tensor/ops/leaf.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { NamedTensor } from './function-model.ts';
import type { StepProgram, StepState } from './step-program.ts';

/** Name of the state with the newest reports, [rows, width]: the last row is that of the last step. */
export const REPORTS = 'reports:newest';

export interface SingleStep {
  /** The program's state and the table. */
  readonly state: readonly StepState[];
  /** Inputs that are not state: those of a step, and the captured ones. */
  readonly inputs: readonly NamedTensor[];
  /** [rows, width]. */
  readonly table: Shape;
  /** Where each output of the program is in a row. */
  readonly columns: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  /** The column of the condition, > 0 while steps continue; null: all steps run. */
  readonly proceed: number | null;
}

export function singleStep({ state, perStep, captured, outputs, proceed }: StepProgram, rows: number): SingleStep {
  const row = [...outputs.map(({ tensor }) => tensor), ...(proceed ? [proceed] : [])].map(flat);
  const sizes = row.map(({ shape }) => sizeOf(shape));
  const width = sizes.reduce((total, size) => total + size, 0);
  const table = [rows, width] as const;
  const before = input(REPORTS, table);
  const appended = reshape(concat(row, 0), [1, width]);
  const after = rows === 1 ? appended : concat([slice(before, 0, 1, rows), appended], 0);
  let from = 0;
  const columns = outputs.map(({ name }, i) => {
    const own = { name, from, to: from + sizes[i]! };
    from = own.to;
    return own;
  });
  return {
    state: [...state, { name: REPORTS, input: before, next: after }],
    inputs: [...perStep, ...captured],
    table,
    columns,
    proceed: proceed ? from : null,
  };
}

function flat(x: Tensor): Tensor {
  return reshape(x, [sizeOf(x.shape)]);
}
