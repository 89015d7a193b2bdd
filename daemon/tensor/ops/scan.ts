/**
 * A loop with a fixed number of turns over stacked inputs. Its gradient is a second scan that runs backwards over what
 * the first one emits, so a repeat of any length is one node forward and one node backward.
 */
import { evaluate } from '../evaluate.ts';
import { vectorJacobianProduct } from '../gradients.ts';
import { dependents, topologicalOrder } from '../graph.ts';
import type { NdArray, Op, Tensor, TypedNode } from '../tensor.ts';
import { defineOp, makeNode, sizeOf } from '../tensor.ts';
import { add, broadcastTo, broadcastToOp, reshape, reshapeOp } from './arithmetic.ts';
import { concat, split } from './concat-split.ts';
import { constant, constantOp, input, scalar } from './leaf.ts';

/** Placeholders and results of one turn. */
export interface ScanBody {
  readonly carry: readonly Tensor[];
  readonly slices: readonly Tensor[];
  readonly invariants: readonly Tensor[];
  readonly nextCarry: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

export interface ScanAttributes {
  readonly body: ScanBody;
  readonly length: number;
  /** From the last slice to the first; outputs keep the index of their slice. */
  readonly reverse: boolean;
}

export interface ScanArguments {
  /** Initial values of what is carried from turn to turn. */
  readonly init: readonly Tensor[];
  /** Tensors with a leading axis of `length`, one slice per turn. */
  readonly scanned: readonly Tensor[];
  /** Tensors that every turn gets as a whole. */
  readonly invariant: readonly Tensor[];
  readonly length: number;
  readonly reverse?: boolean;
  /** May use only its arguments and constants. The next carries must keep their shapes. */
  readonly body: (
    carry: readonly Tensor[],
    slices: readonly Tensor[],
    invariants: readonly Tensor[],
  ) => { readonly carry: readonly Tensor[]; readonly outputs: readonly Tensor[] };
}

export interface ScanResult {
  readonly carry: readonly Tensor[];
  /** Stacked along a new leading axis. */
  readonly outputs: readonly Tensor[];
}

export const scanOp = defineOp({
  name: 'scan',
  infer: (_inputs, { body, length }: ScanAttributes) => [
    ...body.carry,
    ...body.outputs.map((y) => ({ shape: [length, ...y.shape], dtype: y.dtype })),
  ],
  gradient: scanGradient,
  evaluate: evaluateScan,
});

/** The loop as one node. */
export function scan(args: ScanArguments): ScanResult {
  const { init, invariant, length, reverse = false } = args;
  // The number of turns is the extent of what is scanned, so a loop without stacked inputs scans zeros.
  const scanned = args.scanned.length > 0 ? args.scanned : [constant(new Float64Array(length), [length])];
  const carry = init.map((x, i) => input(`carry${i}`, x.shape, x.dtype));
  const slices = scanned.map((x, i) => input(`slice${i}`, x.shape.slice(1), x.dtype));
  const invariants = invariant.map((x, i) => input(`invariant${i}`, x.shape, x.dtype));
  const result = args.body(carry, slices, invariants);
  const body: ScanBody = { carry, slices, invariants, nextCarry: result.carry, outputs: result.outputs };
  const node = makeNode(scanOp, [...init, ...scanned, ...invariant], { body, length, reverse });
  return { carry: node.outputs.slice(0, carry.length), outputs: node.outputs.slice(carry.length) };
}

/** The same loop unrolled, for runtimes without control flow and for short loops of large layers. */
export function unrolled(args: ScanArguments): ScanResult {
  const { scanned, length, reverse = false } = args;
  const parts = scanned.map((x) =>
    split(x, new Array<number>(length).fill(1), 0).map((piece) => reshape(piece, x.shape.slice(1))),
  );
  const turns = Array.from({ length }, (_, i) => (reverse ? length - 1 - i : i));
  const stacked: Tensor[][] = [];
  let carry = args.init;
  for (const turn of turns) {
    const result = args.body(
      carry,
      parts.map((pieces) => pieces[turn]!),
      args.invariant,
    );
    carry = result.carry;
    for (const [i, y] of result.outputs.entries()) {
      stacked[i] ??= [];
      stacked[i][turn] = reshape(y, [1, ...y.shape]);
    }
  }
  return { carry, outputs: stacked.map((pieces) => concat(pieces, 0)) };
}

function scanGradient(node: TypedNode<ScanAttributes>, gradients: readonly (Tensor | null)[]): (Tensor | null)[] {
  const { body, length, reverse } = node.attributes;
  const { carry, slices, invariants } = body;
  const stackedInputs = node.inputs.slice(carry.length, carry.length + slices.length);
  const invariantInputs = node.inputs.slice(carry.length + slices.length);

  // One turn of the backward loop, in terms of the forward body's own tensors.
  const carryGradients = carry.map((x, i) => input(`carryGradient${i}`, x.shape));
  const live = body.outputs
    .map((y, i) => ({ y, stacked: gradients[carry.length + i] ?? null }))
    .filter((o) => o.stacked);
  const outputGradients = live.map(({ y }, i) => input(`outputGradient${i}`, y.shape));
  const results = [...body.nextCarry, ...live.map(({ y }) => y)];
  const wrt = [...carry, ...slices, ...invariants];
  const turn = vectorJacobianProduct(results, [...carryGradients, ...outputGradients], wrt);
  const [turnCarry, turnSlices, turnInvariants] = [
    turn.slice(0, carry.length).map((g, i) => g ?? broadcastTo(scalar(0), carry[i]!.shape)),
    turn.slice(carry.length, carry.length + slices.length),
    turn.slice(carry.length + slices.length),
  ];

  // The forward loop emits what the backward turn needs of it, and the backward loop scans that.
  const residuals = frontier(
    body,
    [...turnCarry, ...turnSlices, ...turnInvariants].filter((g) => g !== null),
  );
  const extended: ScanBody = { ...body, outputs: [...body.outputs, ...residuals] };
  const forward = makeNode(scanOp, node.inputs, { body: extended, length, reverse });
  const saved = forward.outputs.slice(carry.length + body.outputs.length);

  const summed = turnInvariants.flatMap((g, i) => (g ? [{ g, i }] : []));
  const sums = summed.map(({ i }) => input(`sum${i}`, invariants[i]!.shape));
  const emitted = turnSlices.flatMap((g, i) => (g ? [{ g, i }] : []));
  const backward: ScanBody = {
    carry: [...carryGradients, ...sums],
    slices: [...outputGradients, ...slices, ...residuals],
    invariants,
    nextCarry: [...turnCarry, ...summed.map(({ g }, k) => add(sums[k]!, g))],
    outputs: emitted.map(({ g }) => g),
  };
  const zeros = (shape: readonly number[]) => broadcastTo(scalar(0), shape);
  const back = makeNode(
    scanOp,
    [
      ...carry.map((x, i) => gradients[i] ?? zeros(x.shape)),
      ...summed.map(({ i }) => zeros(invariants[i]!.shape)),
      ...live.map(({ stacked }) => stacked!),
      ...stackedInputs,
      ...saved,
      ...invariantInputs,
    ],
    { body: backward, length, reverse: !reverse },
  );
  const stackedGradients = back.outputs.slice(backward.carry.length);
  return [
    ...back.outputs.slice(0, carry.length),
    ...slices.map((_, i) => stackedGradients[emitted.findIndex((e) => e.i === i)] ?? null),
    ...invariants.map((_, i) => {
      const at = summed.findIndex((s) => s.i === i);
      return at < 0 ? null : back.outputs[carry.length + at]!;
    }),
  ];
}

/** Ops too cheap to save: the backward loop computes them again. */
const VIEWS: readonly Op['name'][] = [reshapeOp, broadcastToOp, constantOp].map(({ name }) => name);

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
    const saved = carried.has(x) || (forward.has(x.node) && varying.has(x.node) && !VIEWS.includes(x.node.op.name));
    if (saved) residuals.add(x);
    else stack.push(...x.node.inputs);
  }
  return [...residuals];
}

function evaluateScan(inputs: readonly NdArray[], node: TypedNode<ScanAttributes>): NdArray[] {
  const { body, length, reverse } = node.attributes;
  const [c, s] = [body.carry.length, body.slices.length];
  let carry = inputs.slice(0, c);
  const stacked = body.outputs.map((y) => ({
    shape: [length, ...y.shape],
    data: new Float64Array(length * sizeOf(y.shape)),
  }));
  for (let i = 0; i < length; i++) {
    const turn = reverse ? length - 1 - i : i;
    const feeds = new Map<Tensor, NdArray>();
    for (const [k, x] of body.carry.entries()) feeds.set(x, carry[k]!);
    for (const [k, x] of body.slices.entries()) {
      const size = sizeOf(x.shape);
      feeds.set(x, { shape: x.shape, data: inputs[c + k]!.data.slice(turn * size, (turn + 1) * size) });
    }
    for (const [k, x] of body.invariants.entries()) feeds.set(x, inputs[c + s + k]!);
    const results = evaluate([...body.nextCarry, ...body.outputs], feeds);
    carry = results.slice(0, c);
    for (const [k, y] of stacked.entries()) y.data.set(results[c + k]!.data, turn * sizeOf(y.shape.slice(1)));
  }
  return [...carry, ...stacked];
}
