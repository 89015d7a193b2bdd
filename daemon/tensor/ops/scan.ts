/**
 * A loop with a fixed number of turns over stacked inputs. Its gradient is a second scan that runs backwards over what
 * the first one emits, so a repeat of any length is one node forward and one node backward.
 */
import { evaluate } from '../evaluate.ts';
import type { NdArray, Tensor, TypedNode } from '../tensor.ts';
import { defineOp, makeNode, sizeOf } from '../tensor.ts';
import { add, broadcastTo, reshape } from './arithmetic.ts';
import { storedTurn, undoneTurn } from './backward-turn.ts';
import { concat, split } from './concat-split.ts';
import { constant, input, scalar } from './leaf.ts';
import { joinedTurn, type ScanBody, type Turn, type UndoableStep } from './scan-body.ts';

export interface ScanAttributes {
  readonly body: ScanBody;
  readonly length: number;
  /** From the last slice to the first; outputs keep the index of their slice. */
  readonly reverse: boolean;
  /** The parts of the body, if the gradient undoes them; absent: the gradient stores what it needs of the turns. */
  readonly steps?: readonly UndoableStep[];
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
  /**
   * The next carries must keep their shapes. If the body is given as steps that can be undone, the loop stores nothing for its
   * gradient, which computes the carries of each turn from those after it: exact up to rounding.
   */
  readonly body: Turn | readonly UndoableStep[];
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
  const result = turnOf(args.body)(carry, slices, invariants);
  const body: ScanBody = { carry, slices, invariants, nextCarry: result.carry, outputs: result.outputs };
  const node = makeNode(scanOp, [...init, ...scanned, ...invariant], {
    ...{ body, length, reverse },
    ...(typeof args.body === 'function' ? {} : { steps: args.body }),
  });
  return { carry: node.outputs.slice(0, carry.length), outputs: node.outputs.slice(carry.length) };
}

function turnOf(body: ScanArguments['body']): Turn {
  return typeof body === 'function' ? body : joinedTurn(body);
}

/** The same loop unrolled, for runtimes without control flow and for short loops of large layers. It stores everything. */
export function unrolled(args: ScanArguments): ScanResult {
  const { scanned, length, reverse = false } = args;
  const parts = scanned.map((x) =>
    split(x, new Array<number>(length).fill(1), 0).map((piece) => reshape(piece, x.shape.slice(1))),
  );
  const turns = Array.from({ length }, (_, i) => (reverse ? length - 1 - i : i));
  const stacked: Tensor[][] = [];
  const body = turnOf(args.body);
  let carry = args.init;
  for (const turn of turns) {
    const result = body(
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
  const { body, length, reverse, steps } = node.attributes;
  const { carry, slices, invariants } = body;
  const stackedInputs = node.inputs.slice(carry.length, carry.length + slices.length);
  const invariantInputs = node.inputs.slice(carry.length + slices.length);

  const carryGradients = carry.map((x, i) => input(`carryGradient${i}`, x.shape));
  const stackedGradients = body.outputs.map((_, i) => gradients[carry.length + i] ?? null);
  const outputGradients = stackedGradients.map((g, i) => g && input(`outputGradient${i}`, body.outputs[i]!.shape));
  const cotangents = { carry: carryGradients, outputs: outputGradients };
  const turn = steps ? undoneTurn(body, steps, cotangents) : storedTurn(body, cotangents);

  // The forward loop emits what the backward turn needs of it, and the backward loop scans that.
  const saved = emit(node, turn.residuals);
  const summed = turn.invariants.flatMap((g, i) => (g ? [{ g, i }] : []));
  const sums = summed.map(({ i }) => input(`sum${i}`, invariants[i]!.shape));
  const emitted = turn.slices.flatMap((g, i) => (g ? [{ g, i }] : []));
  const backward: ScanBody = {
    carry: [...carryGradients, ...sums, ...(turn.undone?.from ?? [])],
    slices: [...outputGradients.filter((g) => g !== null), ...slices, ...turn.residuals],
    invariants,
    nextCarry: [...turn.carry, ...summed.map(({ g }, k) => add(sums[k]!, g)), ...(turn.undone?.to ?? [])],
    outputs: emitted.map(({ g }) => g),
  };
  const zeros = (shape: readonly number[]) => broadcastTo(scalar(0), shape);
  const back = makeNode(
    scanOp,
    [
      ...carry.map((x, i) => gradients[i] ?? zeros(x.shape)),
      ...summed.map(({ i }) => zeros(invariants[i]!.shape)),
      ...(turn.undone ? node.outputs.slice(0, carry.length) : []),
      ...stackedGradients.filter((g) => g !== null),
      ...stackedInputs,
      ...saved,
      ...invariantInputs,
    ],
    { body: backward, length, reverse: !reverse },
  );
  const emittedGradients = back.outputs.slice(backward.carry.length);
  return [
    ...back.outputs.slice(0, carry.length),
    ...slices.map((_, i) => emittedGradients[emitted.findIndex((e) => e.i === i)] ?? null),
    ...invariants.map((_, i) => {
      const at = summed.findIndex((s) => s.i === i);
      return at < 0 ? null : back.outputs[carry.length + at]!;
    }),
  ];
}

/** Tensors of a loop's body, stacked over its turns. */
function emit(node: TypedNode<ScanAttributes>, residuals: readonly Tensor[]): readonly Tensor[] {
  if (residuals.length === 0) return [];
  const { body, length, reverse } = node.attributes;
  const extended: ScanBody = { ...body, outputs: [...body.outputs, ...residuals] };
  const forward = makeNode(scanOp, node.inputs, { body: extended, length, reverse });
  return forward.outputs.slice(body.carry.length + body.outputs.length);
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
