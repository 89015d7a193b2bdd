/** Rewrites a graph to a smaller equivalent: constants, common subexpressions, dead outputs, peepholes. */
import { evaluate } from './evaluate.ts';
import { topologicalOrder } from './graph.ts';
import { hoist } from './hoist.ts';
import { constant, constantOp, indexConstant, inputOp } from './ops/leaf.ts';
import type { ScanAttributes } from './ops/scan.ts';
import { scanOp } from './ops/scan.ts';
import type { ScanBody } from './ops/scan-body.ts';
import { peephole } from './peephole.ts';
import type { NdArray, Node, Tensor, TypedNode } from './tensor.ts';
import { applies, makeNode, sizeOf } from './tensor.ts';

/** Larger constants are not folded. */
const FOLD_LIMIT = 1 << 20;

/** Returns the rewritten tensors in the same order. `leaves` are bound from outside and stay unchanged. */
export function simplify(outputs: readonly Tensor[], leaves: ReadonlySet<Tensor> = new Set()): Tensor[] {
  return new Simplifier(leaves).run(outputs);
}

class Simplifier {
  readonly #leaves: ReadonlySet<Tensor>;
  readonly #renamed = new Map<Tensor, Tensor>();
  readonly #known = new Map<string, readonly Tensor[]>();
  readonly #ids = new Map<object, number>();

  constructor(leaves: ReadonlySet<Tensor>) {
    this.#leaves = leaves;
  }

  run(outputs: readonly Tensor[]): Tensor[] {
    const order = topologicalOrder(outputs, this.#leaves);
    const used = new Set<Tensor>([...outputs, ...order.flatMap((node) => node.inputs)]);
    const merged = mergeScans(order, used);
    for (const node of order) {
      const union = merged.get(node);
      if (union === undefined) {
        this.#bind(node.outputs, this.#rewrite(node));
      } else if (union.node === node) {
        this.#rewriteScan(union);
      }
    }
    return outputs.map((y) => this.#of(y));
  }

  #of(x: Tensor): Tensor {
    return this.#renamed.get(x) ?? x;
  }

  #bind(from: readonly Tensor[], to: readonly Tensor[]): void {
    for (const [i, x] of from.entries()) if (!this.#leaves.has(x)) this.#renamed.set(x, to[i]!);
  }

  #rewrite(node: Node): readonly Tensor[] {
    if (applies(node, inputOp)) return node.outputs;
    const inputs = node.inputs.map((x) => this.#of(x));
    const same = inputs.every((x, i) => x === node.inputs[i]);
    const rebuilt = same ? node : makeNode(node.op, inputs, node.attributes);
    return this.#unique(this.#improve(rebuilt));
  }

  #improve(node: Node): readonly Tensor[] {
    const folded = fold(node, this.#leaves);
    if (folded) return folded;
    const better = peephole(node, this.#leaves);
    return better ?? node.outputs;
  }

  #unique(outputs: readonly Tensor[]): readonly Tensor[] {
    const [first] = outputs;
    if (!first || outputs.some((y) => y.node !== first.node)) return outputs;
    const { node } = first;
    if (applies(node, scanOp) || outputs.length !== node.outputs.length) return outputs;
    const key = this.#key(node);
    const known = this.#known.get(key);
    if (known) return known;
    this.#known.set(key, outputs);
    return outputs;
  }

  #key(node: Node): string {
    if (applies(node, constantOp)) {
      const { value, dtype } = node.attributes;
      return value.data.length > 64
        ? `constant#${this.#id(value)}`
        : `constant ${dtype}[${value.shape}](${bytesOf(value)})`;
    }
    const inputs = node.inputs.map((x) => `${this.#id(x.node)}.${x.index}`).join(' ');
    return `${node.op.name} ${JSON.stringify(node.attributes)} ${inputs}${applies(node, inputOp) ? this.#id(node) : ''}`;
  }

  #id(x: object): number {
    const known = this.#ids.get(x);
    if (known !== undefined) return known;
    this.#ids.set(x, this.#ids.size);
    return this.#ids.size - 1;
  }

  #rewriteScan({ node, body, answers }: MergedScan): void {
    const { length, reverse } = node.attributes;
    const inputs = node.inputs.map((x) => this.#of(x));
    const c = body.carry.length;
    const others = [...body.slices, ...body.invariants];
    const results = settle([...body.nextCarry, ...body.outputs], new Set([...body.carry, ...others]));
    const loop = {
      carry: body.carry,
      nextCarry: results.slice(0, c),
      outputs: results.slice(c),
      init: inputs.slice(0, c),
    };
    const { carry, nextCarry, outputs, init, restore } = hoist(loop, others, {
      body: settle,
      node: (rearrangement) => peephole(rearrangement, this.#leaves) ?? rearrangement.outputs,
    });
    const distinct = [...new Set(outputs)];
    const rewritten: ScanBody = { ...body, carry, nextCarry, outputs: distinct };
    const outer = [...init, ...inputs.slice(c)];
    const rebuilt = isSame(node, rewritten, outer)
      ? node
      : makeNode(scanOp, outer, { body: rewritten, length, reverse });
    const finals = restore(rebuilt.outputs.slice(0, carry.length));
    for (const { tensor, result } of answers) {
      const stacked = carry.length + distinct.indexOf(outputs[result - c]!);
      this.#bind([tensor], [result < c ? finals[result]! : rebuilt.outputs[stacked]!]);
    }
  }
}

/** One rewrite may enable others; bodies are small, and a few rounds are enough. */
const ROUNDS = 4;

/** Repeats `simplify` until nothing changes. */
function settle(outputs: readonly Tensor[], leaves: ReadonlySet<Tensor>): readonly Tensor[] {
  let current = outputs;
  for (let round = 0; round < ROUNDS; round++) {
    const next = simplify(current, leaves);
    if (next.every((y, i) => y === current[i])) return next;
    current = next;
  }
  return current;
}

/** Whether a scan with this body and these inputs equals `node`: an unchanged loop inside a loop counts as settled. */
function isSame(node: ScanNode, body: ScanBody, inputs: readonly Tensor[]): boolean {
  const own = node.attributes.body;
  const same = (a: readonly Tensor[], b: readonly Tensor[]) => a.length === b.length && a.every((x, i) => x === b[i]);
  return (
    same(node.inputs, inputs) &&
    same(own.carry, body.carry) &&
    same(own.nextCarry, body.nextCarry) &&
    same(own.outputs, body.outputs)
  );
}

/** Compares bytes, because the decimal form of −0 is that of 0. */
function bytesOf({ data }: NdArray): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
}

type ScanNode = TypedNode<ScanAttributes>;

interface MergedScan {
  readonly node: ScanNode;
  readonly body: ScanBody;
  /** Outputs of the merged scans, each with the index of its result in the body: next carries first, then outputs. */
  readonly answers: readonly { readonly tensor: Tensor; readonly result: number }[];
}

/**
 * Merges a scan with the copies of it that gradients extended by further outputs into one loop, and drops outputs that
 * are not used. Copies share their placeholders, so one body can have the union.
 */
function mergeScans(order: readonly Node[], used: ReadonlySet<Tensor>): Map<Node, MergedScan> {
  const groups = new Map<readonly Tensor[], ScanNode[]>();
  for (const node of order) {
    if (!applies(node, scanOp)) continue;
    const { body } = node.attributes;
    const group = groups.get(body.carry);
    if (group) group.push(node);
    else groups.set(body.carry, [node]);
  }
  const merged = new Map<Node, MergedScan>();
  for (const group of groups.values()) {
    for (const nodes of sameInputs(group)) {
      const union = unite(nodes, used);
      for (const node of nodes) merged.set(node, union);
    }
  }
  return merged;
}

function sameInputs(group: readonly ScanNode[]): ScanNode[][] {
  const classes: ScanNode[][] = [];
  for (const node of group) {
    const match = classes.find(([first]) => first!.inputs.every((x, i) => x === node.inputs[i]));
    if (match) match.push(node);
    else classes.push([node]);
  }
  return classes;
}

function unite(nodes: readonly ScanNode[], used: ReadonlySet<Tensor>): MergedScan {
  const [first] = nodes;
  const { body } = first!.attributes;
  const c = body.carry.length;
  const outputs: Tensor[] = [];
  const answers: { tensor: Tensor; result: number }[] = [];
  for (const node of nodes) {
    for (const [i, tensor] of node.outputs.slice(0, c).entries()) answers.push({ tensor, result: i });
    for (const [i, y] of node.attributes.body.outputs.entries()) {
      const tensor = node.outputs[c + i]!;
      if (used.has(tensor)) answers.push({ tensor, result: c + outputs.push(y) - 1 });
    }
  }
  return { node: first!, body: { ...body, outputs }, answers };
}

function fold(node: Node, leaves: ReadonlySet<Tensor>): readonly Tensor[] | null {
  if (node.inputs.length === 0 || applies(node, scanOp)) return null;
  if (!node.inputs.every((x) => applies(x.node, constantOp) && !leaves.has(x))) return null;
  if (node.outputs.some((y) => sizeOf(y.shape) > FOLD_LIMIT)) return null;
  return evaluate(node.outputs, new Map()).map((value, i) =>
    node.outputs[i]!.dtype === 'int64' ? indexConstant(value.data, value.shape) : constant(value.data, value.shape),
  );
}
