/** Local rewrites. Each rule looks at one node and answers cheaper tensors of the same meaning, or null. */
import { broadcastShapes } from './broadcast.ts';
import { add, mul, reshape, sub } from './ops/arithmetic.ts';
import { concat } from './ops/concat-split.ts';
import { constant, constantValue } from './ops/leaf.ts';
import { take } from './ops/take.ts';
import type { Node, Op, Tensor } from './tensor.ts';
import { makeNode, sameShape } from './tensor.ts';

type Rule = (node: Node) => readonly Tensor[] | null;

const ELEMENTWISE = new Set(['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'greater', 'greaterEqual']);

/** Operands need no explicit stretching where the operation stretches them itself. */
const dropBroadcast: Rule = (node) => {
  if (!ELEMENTWISE.has(node.op.name)) return null;
  const [a, b] = node.inputs as readonly [Tensor, Tensor];
  const { shape } = node.outputs[0]!;
  const source = (x: Tensor) => (x.node.op.name === 'broadcastTo' ? x.node.inputs[0]! : null);
  const [sourceA, sourceB] = [source(a), source(b)];
  if (sourceA && sameShape(broadcastShapes(sourceA.shape, b.shape), shape)) return rebuild(node.op, sourceA, b);
  if (sourceB && sameShape(broadcastShapes(a.shape, sourceB.shape), shape)) return rebuild(node.op, a, sourceB);
  return null;
};

function rebuild(op: Op, a: Tensor, b: Tensor): readonly Tensor[] {
  return makeNode(op, [a, b], {}).outputs;
}

/** a + (−b) = a − b, a − (−b) = a + b, −(−a) = a, −(a − b) = b − a. */
const signs: Rule = (node) => {
  const [a, b] = node.inputs;
  const negated = (x: Tensor | undefined) => (x?.node.op.name === 'neg' ? x.node.inputs[0]! : null);
  switch (node.op.name) {
    case 'neg': {
      const inner = negated(a);
      if (inner) return [inner];
      if (a!.node.op.name !== 'sub') return null;
      const [x, y] = a!.node.inputs as readonly [Tensor, Tensor];
      return [sub(y, x)];
    }
    case 'add': {
      const [na, nb] = [negated(a), negated(b)];
      if (nb) return [sub(a!, nb)];
      return na ? [sub(b!, na)] : null;
    }
    case 'sub': {
      const nb = negated(b);
      return nb ? [add(a!, nb)] : null;
    }
    default:
      return null;
  }
};

/** (x·c₁)·c₂ = x·(c₁c₂) for constants with one element; −(x·c) = x·(−c). */
const scalars: Rule = (node) => {
  if (node.op.name === 'neg') {
    const product = scaled(node.inputs[0]!);
    return product ? [mul(product.x, constant([-product.c], []))] : null;
  }
  if (node.op.name !== 'mul') return null;
  const outer = scaled(node.outputs[0]!);
  const inner = outer && scaled(outer.x);
  return inner ? [mul(inner.x, constant([outer.c * inner.c], []))] : null;
};

function scaled(y: Tensor): { x: Tensor; c: number } | null {
  if (y.node.op.name !== 'mul') return null;
  const [a, b] = y.node.inputs as readonly [Tensor, Tensor];
  for (const [x, factor] of [
    [a, b],
    [b, a],
  ] as const) {
    const value = constantValue(factor);
    if (value?.data.length === 1 && value.shape.length === 0) return { x, c: value.data[0]! };
  }
  return null;
}

const views: Rule = (node) => {
  if (node.op.name !== 'reshape') return null;
  const [x] = node.inputs as readonly [Tensor];
  const { shape } = node.outputs[0]!;
  if (sameShape(x.shape, shape)) return [x];
  return x.node.op.name === 'reshape' ? [reshape(x.node.inputs[0]!, shape)] : null;
};

/** Parting what was just joined at the same places. */
const splitOfConcat: Rule = (node) => {
  if (node.op.name !== 'split') return null;
  const joined = node.inputs[0]!.node;
  if (joined.op.name !== 'concat') return null;
  const { axis } = node.attributes as { axis: number };
  if ((joined.attributes as { axis: number }).axis !== axis) return null;
  const fits =
    joined.inputs.length === node.outputs.length &&
    joined.inputs.every((part, i) => part.shape[axis] === node.outputs[i]!.shape[axis]);
  return fits ? joined.inputs : null;
};

/** Joining all parts of one split in their order. */
const concatOfSplit: Rule = (node) => {
  if (node.op.name !== 'concat') return null;
  const source = node.inputs[0]!.node;
  if (source.op.name !== 'split' || source.outputs.length !== node.inputs.length) return null;
  if ((source.attributes as { axis: number }).axis !== (node.attributes as { axis: number }).axis) return null;
  return node.inputs.every((x, i) => x === source.outputs[i]) ? [source.inputs[0]!] : null;
};

/** A selection of a selection is one; a selection that only reorders the parts of a join reorders the join. */
const selections: Rule = (node) => {
  if (node.op.name !== 'take') return null;
  const [x, indices] = node.inputs as readonly [Tensor, Tensor];
  const order = constantValue(indices);
  if (!order) return null;
  const { axis } = node.attributes as { axis: number };
  if (order.data.length === x.shape[axis] && order.data.every((from, to) => from === to)) return [x];
  if (x.node.op.name === 'take' && (x.node.attributes as { axis: number }).axis === axis) {
    const inner = constantValue(x.node.inputs[1]!);
    if (inner)
      return [
        take(
          x.node.inputs[0]!,
          Array.from(order.data, (j) => inner.data[j]!),
          axis,
        ),
      ];
  }
  if (x.node.op.name === 'concat' && (x.node.attributes as { axis: number }).axis === axis) {
    const parts = reorderedParts(x.node.inputs, axis, order.data);
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
const offsets: Rule = (node) => {
  if (node.op.name !== 'add') return null;
  const outer = shifted(node.outputs[0]!);
  const inner = outer && shifted(outer.x);
  return inner ? [add(inner.x, constant([outer.c + inner.c], []))] : null;
};

function shifted(y: Tensor): { x: Tensor; c: number } | null {
  if (y.node.op.name !== 'add') return null;
  const [x, term] = y.node.inputs as readonly [Tensor, Tensor];
  const value = constantValue(term);
  return value?.shape.length === 0 ? { x, c: value.data[0]! } : null;
}

const RULES: readonly Rule[] = [
  dropBroadcast,
  signs,
  scalars,
  views,
  splitOfConcat,
  concatOfSplit,
  selections,
  offsets,
];

/** The outputs of a rewrite that applies to `node`, or null. */
export function peephole(node: Node): readonly Tensor[] | null {
  for (const rule of RULES) {
    const outputs = rule(node);
    if (outputs) return outputs;
  }
  return null;
}
