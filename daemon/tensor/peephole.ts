/**
 * Local rewrites. Each rule looks at one node and the nodes that computed its inputs, and returns cheaper tensors of
 * the same value, or null. Tensors that are bound from outside (in a loop's body: carries, slices, saved tensors) are
 * computed elsewhere, so a rule cannot look behind them.
 */
import { broadcastShapes } from './broadcast.ts';
import { add, addOp, broadcastToOp, mul, mulOp, negOp, reshape, reshapeOp, sub, subOp } from './ops/arithmetic.ts';
import { concat, concatOp, splitOp } from './ops/concat-split.ts';
import { constant, constantValue } from './ops/leaf.ts';
import { maskedGradientOp } from './ops/masked-gradient.ts';
import { take, takeOp } from './ops/take.ts';
import type { Attributes, NdArray, Node, Op, Tensor, TypedNode } from './tensor.ts';
import { applies, makeNode, sameShape } from './tensor.ts';

/** The node that computed a tensor, or null for one that is bound from outside. */
type Maker = (x: Tensor) => Node | null;
type Rule = (node: Node, makerOf: Maker) => readonly Tensor[] | null;

/** Operands need no explicit broadcast if the operation broadcasts them itself. */
const dropBroadcast: Rule = (node, makerOf) => {
  if (node.op.broadcasts !== true) return null;
  const [a, b] = node.inputs as readonly [Tensor, Tensor];
  const { shape } = node.outputs[0]!;
  const source = (x: Tensor) => operand(broadcastToOp, makerOf(x));
  const [sourceA, sourceB] = [source(a), source(b)];
  if (sourceA && sameShape(broadcastShapes(sourceA.shape, b.shape), shape)) return rebuild(node.op, sourceA, b);
  if (sourceB && sameShape(broadcastShapes(a.shape, sourceB.shape), shape)) return rebuild(node.op, a, sourceB);
  return null;
};

/** The node that computed a tensor, if it applies `op`. */
function made<A extends Attributes>(op: Op<string, A>, node: Node | null): TypedNode<A> | null {
  return node && applies(node, op) ? node : null;
}

/** The operand of a node of this kind. */
function operand<A extends Attributes>(op: Op<string, A>, node: Node | null): Tensor | null {
  return made(op, node)?.inputs[0] ?? null;
}

function rebuild(op: Op, a: Tensor, b: Tensor): readonly Tensor[] {
  return makeNode(op, [a, b], {}).outputs;
}

/** a + (−b) = a − b, a − (−b) = a + b, −(−a) = a, −(a − b) = b − a. */
const signs: Rule = (node, makerOf) => {
  const [a, b] = node.inputs;
  const negated = (x: Tensor | undefined) => (x ? operand(negOp, makerOf(x)) : null);
  if (applies(node, negOp)) {
    const inner = negated(a);
    if (inner) return [inner];
    const difference = made(subOp, makerOf(a!));
    if (difference === null) return null;
    const [x, y] = difference.inputs as readonly [Tensor, Tensor];
    return [sub(y, x)];
  }
  if (applies(node, addOp)) {
    const [na, nb] = [negated(a), negated(b)];
    if (nb) return [sub(a!, nb)];
    return na ? [sub(b!, na)] : null;
  }
  if (applies(node, subOp)) {
    const nb = negated(b);
    return nb ? [add(a!, nb)] : null;
  }
  return null;
};

/** (x·c₁)·c₂ = x·(c₁c₂) for constants with one element; −(x·c) = x·(−c). */
const scalars: Rule = (node, makerOf) => {
  if (applies(node, negOp)) {
    const product = scaled(makerOf(node.inputs[0]!), makerOf);
    return product ? [mul(product.x, constant([-product.c], []))] : null;
  }
  if (!applies(node, mulOp)) return null;
  const outer = scaled(node, makerOf);
  const inner = outer && scaled(makerOf(outer.x), makerOf);
  return inner ? [mul(inner.x, constant([outer.c * inner.c], []))] : null;
};

function scaled(node: Node | null, makerOf: Maker): { x: Tensor; c: number } | null {
  const product = made(mulOp, node);
  if (product === null) return null;
  const [a, b] = product.inputs as readonly [Tensor, Tensor];
  for (const [x, factor] of [
    [a, b],
    [b, a],
  ] as const) {
    const value = known(factor, makerOf);
    if (value?.data.length === 1 && value.shape.length === 0) return { x, c: value.data[0]! };
  }
  return null;
}

function known(x: Tensor, makerOf: Maker): NdArray | null {
  return makerOf(x) && constantValue(x);
}

const views: Rule = (node, makerOf) => {
  if (!applies(node, reshapeOp)) return null;
  const [x] = node.inputs as readonly [Tensor];
  const { shape } = node.outputs[0]!;
  if (sameShape(x.shape, shape)) return [x];
  const inner = operand(reshapeOp, makerOf(x));
  return inner && [reshape(inner, shape)];
};

/** Split of a concat at the same places. */
const splitOfConcat: Rule = (node, makerOf) => {
  if (!applies(node, splitOp)) return null;
  const { axis } = node.attributes;
  const joined = made(concatOp, makerOf(node.inputs[0]!));
  if (joined?.attributes.axis !== axis) return null;
  const fits =
    joined.inputs.length === node.outputs.length &&
    joined.inputs.every((part, i) => part.shape[axis] === node.outputs[i]!.shape[axis]);
  return fits ? joined.inputs : null;
};

/** Concat of all parts of one split in their order. */
const concatOfSplit: Rule = (node, makerOf) => {
  if (!applies(node, concatOp)) return null;
  if (!node.inputs.every((x) => makerOf(x))) return null;
  const source = node.inputs[0]!.node;
  if (!applies(source, splitOp) || source.outputs.length !== node.inputs.length) return null;
  if (source.attributes.axis !== node.attributes.axis) return null;
  return node.inputs.every((x, i) => x === source.outputs[i]) ? [source.inputs[0]!] : null;
};

/** Merges nested selections; a selection that only reorders the parts of a concat reorders the concat. */
const selections: Rule = (node, makerOf) => {
  if (!applies(node, takeOp)) return null;
  const [x, indices] = node.inputs as readonly [Tensor, Tensor];
  const order = known(indices, makerOf);
  if (!order) return null;
  const { axis } = node.attributes;
  if (order.data.length === x.shape[axis] && order.data.every((from, to) => from === to)) return [x];
  const source = makerOf(x);
  if (source === null) return null;
  if (applies(source, takeOp) && source.attributes.axis === axis) {
    const inner = known(source.inputs[1]!, makerOf);
    if (inner)
      return [
        take(
          source.inputs[0]!,
          Array.from(order.data, (j) => inner.data[j]!),
          axis,
        ),
      ];
  }
  if (applies(source, concatOp) && source.attributes.axis === axis) {
    const parts = reorderedParts(source.inputs, axis, order.data);
    if (parts) return [concat(parts, axis)];
  }
  return null;
};

function reorderedParts(parts: readonly Tensor[], axis: number, order: Float64Array): Tensor[] | null {
  const starts = new Map<number, Tensor>();
  let start = 0;
  for (const part of parts) {
    starts.set(start, part);
    start += part.shape[axis]!;
  }
  if (order.length !== start) return null;
  const result: Tensor[] = [];
  for (let at = 0; at < order.length; ) {
    const part = starts.get(order[at]!);
    if (!part) return null;
    const extent = part.shape[axis]!;
    for (let k = 0; k < extent; k++) if (order[at + k] !== order[at]! + k) return null;
    result.push(part);
    at += extent;
  }
  return result;
}

/** (x + c₁) + c₂ = x + (c₁ + c₂) for constants of rank 0. */
const offsets: Rule = (node, makerOf) => {
  if (!applies(node, addOp)) return null;
  const outer = shifted(node, makerOf);
  const inner = outer && shifted(makerOf(outer.x), makerOf);
  return inner ? [add(inner.x, constant([outer.c + inner.c], []))] : null;
};

function shifted(node: Node | null, makerOf: Maker): { x: Tensor; c: number } | null {
  const total = made(addOp, node);
  if (total === null) return null;
  const [x, term] = total.inputs as readonly [Tensor, Tensor];
  const value = known(term, makerOf);
  return value?.shape.length === 0 ? { x, c: value.data[0]! } : null;
}

/** Gradients were built before: only the value counts. */
const onlyValues: Rule = (node) => (applies(node, maskedGradientOp) ? [node.inputs[0]!] : null);

const RULES: readonly Rule[] = [
  onlyValues,
  dropBroadcast,
  signs,
  scalars,
  views,
  splitOfConcat,
  concatOfSplit,
  selections,
  offsets,
];

/** The outputs of a rewrite that applies to `node`, or null. Tensors in `leaves` are bound from outside. */
export function peephole(node: Node, leaves: ReadonlySet<Tensor>): readonly Tensor[] | null {
  const makerOf: Maker = (x) => (leaves.has(x) ? null : x.node);
  for (const rule of RULES) {
    const outputs = rule(node, makerOf);
    if (outputs) return outputs;
  }
  return null;
}
