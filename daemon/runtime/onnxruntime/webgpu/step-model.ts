/** The model of one training step for a device without control flow. */
import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import type { FunctionModel } from '../../../programs/function-model.ts';
import { narrowSplits } from '../../../programs/narrow-splits.ts';
import type { SingleStep } from '../../../programs/single-step.ts';
import { unrolledSize, unrollLoops } from '../../../programs/unroll-loops.ts';
import { simplify } from '../../../tensor/simplify.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { convolutionsAsProducts } from './convolutions-as-products.ts';

/** The host needs about 6 µs per operation and step, and compiling takes seconds per thousand of them. */
export const MOST_OPERATIONS = 12_000;

/** Prefix of the names of the next state. */
export const NEXT = 'next:';

/**
 * @param parts maximum number of parts of a split
 * @throws FlowscopeError `too-large` if loops that are written out have too many operations
 */
export function stepModel({ state, inputs }: SingleStep, parts: number): FunctionModel {
  const written = withoutLoops(
    state.map(({ next }) => next),
    parts,
  );
  return {
    inputs: [...state.map(({ name, input }) => ({ name, tensor: input })), ...inputs],
    outputs: state.map(({ name }, i) => ({ name: `${NEXT}${name}`, tensor: written[i]! })),
  };
}

/** The same tensors in a form that WebGPU can compute. @throws FlowscopeError `too-large` */
export function withoutLoops(outputs: readonly Tensor[], parts: number): readonly Tensor[] {
  const operations = unrolledSize(outputs);
  if (operations > MOST_OPERATIONS) throw tooLarge(operations);
  return narrowSplits(convolutionsAsProducts(simplify(unrollLoops(outputs))), parts);
}

function tooLarge(operations: number): FlowscopeError {
  return new FlowscopeError(
    'too-large',
    `A training step of this flow has ${operations} operations when its repeats are written out, and WebGPU, which has no loops, takes at most ${MOST_OPERATIONS}.`,
    { hint: 'Set "backend": "cpu", where repeats are loops, or repeat fewer layers.', exitCode: 2 },
  );
}
