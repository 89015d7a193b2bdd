/** Writes loops out turn by turn, for runtimes without control flow. */
import { topologicalOrder } from '../tensor/graph.ts';
import { reshape } from '../tensor/ops/arithmetic.ts';
import { concat, split } from '../tensor/ops/concat-split.ts';
import type { ScanAttributes } from '../tensor/ops/scan.ts';
import { scanOp } from '../tensor/ops/scan.ts';
import type { Tensor, TypedNode } from '../tensor/tensor.ts';
import { applies } from '../tensor/tensor.ts';
import { copyGraph } from './copy-graph.ts';

/** The same tensors, computed without loops. A loop that reads what another one stacked gets the pieces themselves. */
export function unrollLoops(outputs: readonly Tensor[]): Tensor[] {
  return unrolledCopy(outputs, new Map());
}

/** Number of operations that `unrollLoops` gives, before any simplification: cheap also for loops of many turns. */
export function unrolledSize(outputs: readonly Tensor[], placeholders: ReadonlySet<Tensor> = new Set()): number {
  let size = 0;
  for (const node of topologicalOrder(outputs, placeholders)) {
    if (applies(node, scanOp)) {
      const { body, length } = node.attributes;
      const bound = new Set([...body.carry, ...body.slices, ...body.invariants]);
      size += length * unrolledSize([...body.nextCarry, ...body.outputs], bound);
    } else if (node.inputs.length > 0) {
      size += 1;
    }
  }
  return size;
}

function unrolledCopy(outputs: readonly Tensor[], bound: ReadonlyMap<Tensor, Tensor>): Tensor[] {
  /** The slices of stacked outputs of loops. */
  const stacked = new Map<Tensor, readonly Tensor[]>();
  return copyGraph(outputs, bound, (node, of) => {
    if (!applies(node, scanOp)) return null;
    const [c, s] = [node.attributes.body.carry.length, node.attributes.body.slices.length];
    const { carry, pieces } = turns(node, {
      init: node.inputs.slice(0, c).map(of),
      slices: node.inputs.slice(c, c + s).map((x) => stacked.get(x) ?? slicesOf(of(x))),
      invariants: node.inputs.slice(c + s).map(of),
    });
    for (const [k, parts] of pieces.entries()) stacked.set(node.outputs[c + k]!, parts);
    return [...carry, ...pieces.map((parts) => concat(parts.map(asSlice), 0))];
  });
}

interface LoopInputs {
  readonly init: readonly Tensor[];
  readonly slices: readonly (readonly Tensor[])[];
  readonly invariants: readonly Tensor[];
}

function turns(
  { attributes: { body, length, reverse } }: TypedNode<ScanAttributes>,
  { init, slices, invariants }: LoopInputs,
): { readonly carry: readonly Tensor[]; readonly pieces: readonly Tensor[][] } {
  const pieces: Tensor[][] = body.outputs.map(() => []);
  let carry = init;
  for (let i = 0; i < length; i++) {
    const turn = reverse ? length - 1 - i : i;
    const bound = new Map<Tensor, Tensor>();
    for (const [k, x] of body.carry.entries()) bound.set(x, carry[k]!);
    for (const [k, x] of body.slices.entries()) bound.set(x, slices[k]![turn]!);
    for (const [k, x] of body.invariants.entries()) bound.set(x, invariants[k]!);
    const results = unrolledCopy([...body.nextCarry, ...body.outputs], bound);
    carry = results.slice(0, body.carry.length);
    for (const [k, own] of pieces.entries()) own[turn] = results[body.carry.length + k]!;
  }
  return { carry, pieces };
}

function slicesOf(x: Tensor): readonly Tensor[] {
  const [length, ...rest] = x.shape;
  return split(
    x,
    Array.from({ length: length! }, () => 1),
    0,
  ).map((slice) => reshape(slice, rest));
}

function asSlice(x: Tensor): Tensor {
  return reshape(x, [1, ...x.shape]);
}
