/** One turn of the loop that computes the gradient of a loop. */
import { vectorJacobianProduct } from '../gradients.ts';
import { dependents, topologicalOrder } from '../graph.ts';
import { applies, type Op, sizeOf, type Tensor } from '../tensor.ts';
import { add, broadcastTo, broadcastToOp, reshapeOp } from './arithmetic.ts';
import { constantOp, input, scalar } from './leaf.ts';
import { maskedGradientOp } from './masked-gradient.ts';
import { matmulOp } from './matmul.ts';
import type { ScanBody, UndoableStep } from './scan-body.ts';

/** Gradients with respect to what one turn reads, with what the backward loop needs to compute them. */
export interface BackwardTurn {
  readonly carry: readonly Tensor[];
  readonly slices: readonly (Tensor | null)[];
  readonly invariants: readonly (Tensor | null)[];
  /** Tensors of the forward body that the forward loop must emit: they are slices of the backward body. */
  readonly residuals: readonly Tensor[];
  /** The turn's next carries, which the backward loop carries, and its carries computed from them; null: it stores. */
  readonly undone: { readonly from: readonly Tensor[]; readonly to: readonly Tensor[] } | null;
}

export interface Cotangents {
  readonly carry: readonly Tensor[];
  /** null: zero. */
  readonly outputs: readonly (Tensor | null)[];
}

/** Reads the values of the forward turn, which the forward loop stores. */
export function storedTurn(body: ScanBody, cotangents: Cotangents): BackwardTurn {
  const { carry, slices, invariants, nextCarry, outputs } = body;
  const turn = vectorJacobianProduct(
    [...nextCarry, ...outputs],
    [...cotangents.carry, ...cotangents.outputs],
    [...carry, ...slices, ...invariants],
  );
  const parts = partsOf(turn, carry, slices.length);
  const results = [...parts.carry, ...parts.slices, ...parts.invariants].filter((g) => g !== null);
  return { ...parts, residuals: frontier(body, results), undone: null };
}

/**
 * Computes the values of the forward turn again: each part is undone, applied, and differentiated, the last one first, so
 * that nothing is stored but the loop's final carries (Gomez, Ren, Urtasun, Grosse: The Reversible Residual Network,
 * NeurIPS 2017, algorithm 1).
 */
export function undoneTurn(body: ScanBody, steps: readonly UndoableStep[], cotangents: Cotangents): BackwardTurn {
  const { carry, slices, invariants } = body;
  const from = carry.map((x, i) => input(`undone${i}`, x.shape));
  const own = [...slices, ...invariants];
  const sums: (Tensor | null)[] = own.map(() => null);
  let [after, gradient, outputsLeft] = [from as readonly Tensor[], cotangents.carry, body.outputs.length];
  for (const { apply, undo } of steps.toReversed()) {
    const before = undo(after, slices, invariants);
    const { carry: next, outputs } = apply(before, slices, invariants);
    const first = outputsLeft - outputs.length;
    // The input of a step counts as a separate variable, although it is computed from the output of the step.
    const turn = vectorJacobianProduct(
      [...next, ...outputs],
      [...gradient, ...cotangents.outputs.slice(first, outputsLeft)],
      [...before, ...own],
    );
    const parts = partsOf(turn, before, slices.length);
    for (const [i, g] of [...parts.slices, ...parts.invariants].entries()) {
      const sum = sums[i] ?? null;
      sums[i] = g && sum ? add(sum, g) : (g ?? sum);
    }
    [after, gradient, outputsLeft] = [before, parts.carry, first];
  }
  return {
    carry: gradient,
    slices: sums.slice(0, slices.length),
    invariants: sums.slice(slices.length),
    residuals: [],
    undone: { from, to: after },
  };
}

function partsOf(turn: readonly (Tensor | null)[], carry: readonly Tensor[], slices: number) {
  return {
    carry: carry.map((x, i) => turn[i] ?? broadcastTo(scalar(0), x.shape)),
    slices: turn.slice(carry.length, carry.length + slices),
    invariants: turn.slice(carry.length + slices),
  };
}

/** Ops that cost nothing: the backward loop computes them again. */
const VIEWS: readonly Op['name'][] = [reshapeOp, broadcastToOp, constantOp, maskedGradientOp].map(({ name }) => name);

/** Factor by which a product with a constant is larger than what it is computed from. */
const LARGE_EXPANSION = 4;

/** A product with a constant that is much larger than its operand: reading it back takes longer than computing it again. */
function isExpansion(x: Tensor): boolean {
  if (!applies(x.node, matmulOp)) return false;
  const [a, b] = x.node.inputs as readonly [Tensor, Tensor];
  const operand = applies(b.node, constantOp) ? a : applies(a.node, constantOp) ? b : null;
  return operand !== null && sizeOf(x.shape) >= LARGE_EXPANSION * sizeOf(operand.shape);
}

/**
 * Tensors of the forward body that `results` depend on. They become slices of the backward body under their own
 * identity: any tensor that is bound from outside is a placeholder.
 */
function frontier(body: ScanBody, results: readonly Tensor[]): Tensor[] {
  const placeholders = new Set([...body.slices, ...body.invariants]);
  const bound = new Set([...placeholders, ...body.carry]);
  const forwardOrder = topologicalOrder([...body.nextCarry, ...body.outputs], bound);
  const forward = new Set(forwardOrder);
  const carried = new Set(body.carry);
  const varying = dependents(forwardOrder, new Set([...body.carry, ...body.slices]));
  const residuals = new Set<Tensor>();
  const visited = new Set<Tensor>();
  const stack = [...results];
  while (stack.length > 0) {
    const x = stack.pop()!;
    if (visited.has(x)) continue;
    visited.add(x);
    if (placeholders.has(x)) continue;
    const isCheap = VIEWS.includes(x.node.op.name) || isExpansion(x);
    const saved = carried.has(x) || (forward.has(x.node) && varying.has(x.node) && !isCheap);
    if (saved) residuals.add(x);
    else stack.push(...x.node.inputs);
  }
  return [...residuals];
}
