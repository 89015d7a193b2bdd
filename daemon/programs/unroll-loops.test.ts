import { expect, test } from 'vitest';
import { randomStream } from '../random/random-stream.ts';
import { evaluate } from '../tensor/evaluate.ts';
import { gradients } from '../tensor/gradients.ts';
import { topologicalOrder } from '../tensor/graph.ts';
import { add, mul, square, sum } from '../tensor/ops/arithmetic.ts';
import { split, splitOp } from '../tensor/ops/concat-split.ts';
import { input } from '../tensor/ops/leaf.ts';
import { matmul } from '../tensor/ops/matmul.ts';
import { scan, scanOp } from '../tensor/ops/scan.ts';
import { tanh } from '../tensor/ops/unary.ts';
import { simplify } from '../tensor/simplify.ts';
import type { NdArray, Shape, Tensor } from '../tensor/tensor.ts';
import { applies, sizeOf } from '../tensor/tensor.ts';
import { narrowSplits } from './narrow-splits.ts';
import { unrolledSize, unrollLoops } from './unroll-loops.ts';

const values = (shape: Shape, label: string): NdArray => {
  const stream = randomStream(5, label);
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, () => 0.5 * stream.normal()) };
};
const sizeOfGraph = (outputs: readonly Tensor[]) =>
  topologicalOrder(outputs).filter(({ inputs }) => inputs.length > 0).length;

/** A loop whose turns have a loop in them, which reads from the last slice to the first, and its gradients. */
function nestedLoops(turns: number) {
  const [start, weights, shared] = [input('start', [2, 3]), input('weights', [turns, 4, 3, 3]), input('shared', [3])];
  const { carry, outputs } = scan({
    init: [start],
    scanned: [weights],
    invariant: [shared],
    length: turns,
    body: ([h], [w], [s]) => {
      const inner = scan({
        init: [h!],
        scanned: [w!],
        invariant: [s!],
        length: 4,
        reverse: true,
        body: ([g], [v], [t]) => ({ carry: [tanh(add(matmul(g!, v!), t!))], outputs: [sum(square(g!), [1])] }),
      });
      return { carry: inner.carry, outputs: [mul(inner.outputs[0]!, inner.outputs[0]!)] };
    },
  });
  const loss = add(sum(carry[0]!), sum(outputs[0]!));
  const inputs = [start, weights, shared];
  const derivatives = gradients(loss, inputs).map((g) => g!);
  return { inputs, wanted: [carry[0]!, outputs[0]!, ...derivatives] };
}

test('loops that are written out compute the same, also with loops inside and in gradients', () => {
  const { inputs, wanted } = nestedLoops(3);
  const feeds = new Map(inputs.map((x, i) => [x, values(x.shape, `x${i}`)]));
  const exact = evaluate(wanted, feeds);
  for (const looped of [wanted, simplify(wanted)]) {
    const written = unrollLoops(looped);
    expect(topologicalOrder(written).some((node) => applies(node, scanOp))).toBe(false);
    for (const [i, { shape, data }] of evaluate(written, feeds).entries()) {
      expect(shape).toEqual(exact[i]!.shape);
      for (const [k, v] of data.entries()) expect(v).toBeCloseTo(exact[i]!.data[k]!, 12);
    }
  }
});

test('the size is known without writing loops out, and one loop hands its pieces to the next', () => {
  const { wanted } = nestedLoops(3);
  const looped = simplify(wanted);
  const written = unrollLoops(looped);
  // Joining what is stacked and taking it apart again add a few.
  expect(unrolledSize(looped)).toBeGreaterThan(0.6 * sizeOfGraph(written));
  expect(unrolledSize(looped)).toBeLessThan(1.2 * sizeOfGraph(written));
  expect(unrolledSize(simplify(nestedLoops(3_000_000).wanted))).toBeGreaterThan(1e8);
  // The backward loops read what the forward ones stacked, so that only the weights are taken apart (1 + 3), and the
  // gradients of what the inner loops stack (3).
  const splits = topologicalOrder(simplify(written)).filter((node) => applies(node, splitOp));
  expect(splits).toHaveLength(7);
});

test('a split into many parts becomes a tree of narrow ones', () => {
  const x = input('x', [60, 2]);
  const sizes = Array.from({ length: 30 }, (_, i) => 1 + (i % 3));
  const parts = split(x, sizes, 0);
  const narrow = narrowSplits(parts, 7);
  const all = topologicalOrder(narrow).flatMap((node) => (applies(node, splitOp) ? [node.outputs.length] : []));
  expect(Math.max(...all)).toBeLessThanOrEqual(7);
  const feeds = new Map([[x, values(x.shape, 'x')]]);
  expect(evaluate(narrow, feeds)).toEqual(evaluate(parts, feeds));
  // What is narrow already stays as it is.
  const few = split(x, [30, 30], 0);
  expect(narrowSplits(few, 7)).toEqual(few);
});
