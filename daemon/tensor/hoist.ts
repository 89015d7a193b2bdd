/**
 * Moves rearrangements out of a loop. With alternating masks, a coupling reorders and splits its input, and joins and
 * reorders its output; the next turn does the same. If the loop carries the order and the parts that its body works
 * with, the rearrangement happens only once before the loop and once after it.
 */
import { topologicalOrder } from './graph.ts';
import { concat, split, splitOp } from './ops/concat-split.ts';
import { constantValue } from './ops/leaf.ts';
import { take, takeOp } from './ops/take.ts';
import type { Node, Op, Tensor } from './tensor.ts';
import { applies } from './tensor.ts';

/** What a loop carries, with the results of one turn and the initial values. */
export interface LoopState {
  readonly carry: readonly Tensor[];
  readonly nextCarry: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly init: readonly Tensor[];
}

export interface HoistedLoop extends LoopState {
  /** Computes the original loop's final carries from those of this one. */
  readonly restore: (finals: readonly Tensor[]) => readonly Tensor[];
}

export interface Rewrites {
  /** Rewrites results of a body whose placeholders are `bound`. */
  readonly body: (results: readonly Tensor[], bound: ReadonlySet<Tensor>) => readonly Tensor[];
  /** A cheaper form of one node of the graph around the loop, if there is one. */
  readonly node: (node: Node) => readonly Tensor[];
}

/** One carry in another form: new placeholders, and the conversions in both directions. */
interface Form {
  readonly placeholders: readonly Tensor[];
  readonly arrange: (x: Tensor) => readonly Tensor[];
  readonly restore: (parts: readonly Tensor[]) => Tensor;
  /** The operation that `arrange` adds at the end of a turn, unless the end of the body cancels it. */
  readonly adds: Op['name'];
}

/** `others` are the body's placeholders that are not carried: slices and invariants. */
export function hoist(loop: LoopState, others: readonly Tensor[], rewrites: Rewrites): HoistedLoop {
  let hoisted: HoistedLoop = { ...loop, restore: (finals) => finals };
  for (let at = 0; at < hoisted.carry.length; ) {
    const better = hoistCarry(hoisted, at, others, rewrites);
    // A carry that was reordered may be split next.
    if (better) hoisted = better;
    else at++;
  }
  return hoisted;
}

function hoistCarry(loop: HoistedLoop, at: number, others: readonly Tensor[], rewrites: Rewrites): HoistedLoop | null {
  const x = loop.carry[at]!;
  const results = [...loop.nextCarry, ...loop.outputs];
  const form = results.includes(x) ? null : formOf(x, topologicalOrder(results, new Set([...loop.carry, ...others])));
  if (!form) return null;
  const spliced = (list: readonly Tensor[], items: readonly Tensor[]) => list.toSpliced(at, 1, ...items);
  const carry = spliced(loop.carry, form.placeholders);
  const arranged = form.arrange(loop.nextCarry[at]!);
  const rewritten = rewrites.body(
    [...spliced(loop.nextCarry, arranged), ...loop.outputs],
    new Set([...carry, ...others]),
  );
  const own = rewritten.slice(at, at + arranged.length);
  // A rearrangement that is not cancelled at the end of a turn would only move there from the beginning.
  const stays = own.some((y) => !carry.includes(y) && y.node.op.name === form.adds);
  if (stays) return null;
  return {
    carry,
    nextCarry: rewritten.slice(0, carry.length),
    outputs: rewritten.slice(carry.length),
    // The node that computes the initial value may cancel the rearrangement.
    init: spliced(loop.init, rewrites.node(form.arrange(loop.init[at]!)[0]!.node)),
    restore: (finals) => {
      const parts = finals.slice(at, at + arranged.length);
      return loop.restore(finals.toSpliced(at, arranged.length, form.restore(parts)));
    },
  };
}

/** The form in which the body reads the carry `x`, if it only reorders `x`, or only splits it. */
function formOf(x: Tensor, order: readonly Node[]): Form | null {
  const users = order.filter((node) => node.inputs.includes(x));
  const [user] = users;
  if (users.length !== 1 || !user) return null;
  if (applies(user, splitOp)) {
    const { axis, sizes } = user.attributes;
    return {
      placeholders: user.outputs,
      arrange: (whole) => split(whole, sizes, axis),
      restore: (parts) => concat(parts, axis),
      adds: splitOp.name,
    };
  }
  if (!applies(user, takeOp)) return null;
  const { axis } = user.attributes;
  const permutation = permutationOf(user.inputs[1]!, x.shape[axis]!);
  if (!permutation) return null;
  return {
    placeholders: user.outputs,
    arrange: (whole) => [take(whole, permutation.order, axis)],
    restore: ([part]) => take(part!, permutation.inverse, axis),
    adds: takeOp.name,
  };
}

function permutationOf(indices: Tensor, extent: number): { order: number[]; inverse: number[] } | null {
  const data = constantValue(indices)?.data;
  if (data?.length !== extent || new Set(data).size !== extent) return null;
  const order = Array.from(data);
  const inverse = new Array<number>(extent);
  for (const [to, from] of order.entries()) inverse[from] = to;
  return { order, inverse };
}
