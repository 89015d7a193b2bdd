import { expect, test } from 'vitest';
import { evaluate } from './evaluate.ts';
import { gradients } from './gradients.ts';
import { topologicalOrder } from './graph.ts';
import { add, broadcastTo, div, mul, neg, reshape, square, sub, sum } from './ops/arithmetic.ts';
import { concat, split } from './ops/concat-split.ts';
import { constant, input, scalar } from './ops/leaf.ts';
import type { ScanAttributes } from './ops/scan.ts';
import { scan } from './ops/scan.ts';
import { take } from './ops/take.ts';
import { exp, tanh } from './ops/unary.ts';
import { simplify } from './simplify.ts';
import type { Tensor } from './tensor.ts';
import { sizeOf } from './tensor.ts';

const x = input('x', [3, 4]);
const x2 = input('x2', [2]);
const names = (y: Tensor) => topologicalOrder([y]).map(({ op }) => op.name);

test.each<[string, Tensor, readonly string[]]>([
  ['constants are folded', add(x, exp(constant([1, 2, 3, 4], [4]))), ['input', 'constant', 'add']],
  ['x + (−y) is a difference', add(x, neg(tanh(x))), ['input', 'tanh', 'sub']],
  ['scalar factors are joined', mul(mul(x, scalar(2)), scalar(3)), ['input', 'constant', 'mul']],
  ['scalar terms are joined', add(add(x, scalar(2)), scalar(3)), ['input', 'constant', 'add']],
  ['reshapes of reshapes', reshape(reshape(x, [12]), [2, 6]), ['input', 'reshape']],
  ['a split of a join', split(concat([x, tanh(x)], 1), [4, 4], 1)[1]!, ['input', 'tanh']],
  ['a join of a split', concat(split(x, [1, 3], 1), 1), ['input']],
  ['a permutation and its inverse', take(take(x, [2, 0, 3, 1], 1), [1, 3, 0, 2], 1), ['input']],
  [
    'a permutation that swaps joined parts',
    take(concat([tanh(x), exp(x)], 1), [4, 5, 6, 7, 0, 1, 2, 3], 1),
    ['input', 'tanh', 'exp', 'concat'],
  ],
  ['operands are not stretched by hand', mul(x, broadcastTo(sum(x, [1], true), [3, 4])), ['input', 'sum', 'mul']],
  ['the same expression once', sub(exp(x), mul(exp(x), exp(x))), ['input', 'exp', 'mul', 'sub']],
])('%s', (_, y, expected) => {
  const [simple] = simplify([y]) as [Tensor];
  expect(names(simple).toSorted()).toEqual([...expected].toSorted());
  const data = Float64Array.from({ length: 12 }, (_v, i) => Math.sin(i));
  const fed = new Map([[x, { shape: x.shape, data }]]);
  const [before, after] = evaluate([y, simple], fed);
  for (const [i, v] of after!.data.entries()) expect(v).toBeCloseTo(before!.data[i]!, 12);
});

test('a scan and what its gradient adds to it become one loop; outputs that nobody reads are dropped', () => {
  const w = input('w', [5, 4]);
  const { carry } = scan({
    init: [x],
    scanned: [w],
    invariant: [],
    length: 5,
    body: ([h], [s]) => ({ carry: [tanh(mul(h!, s!))], outputs: [exp(h!)] }),
  });
  const loss = sum(mul(carry[0]!, carry[0]!));
  const simple = simplify([loss, gradients(loss, [w])[0]!]);
  const scans = topologicalOrder(simple).filter(({ op }) => op.name === 'scan');
  expect(scans).toHaveLength(2);
  for (const node of scans) {
    const { body } = node.attributes as ScanAttributes;
    expect(
      names(
        concat(
          body.outputs.map((y) => reshape(y, [y.shape.reduce((a, b) => a * b, 1)])),
          0,
        ),
      ),
    ).not.toContain('exp');
  }
});

const half = scalar(0.5);
const permuted = [2, 0, 3, 1];
test.each<[string, (c: Tensor, s: Tensor, a: Tensor) => Tensor]>([
  ['s + (0.5·(c+s))²', (c, s) => add(s, square(mul(half, add(c, s))))],
  ['s + (0.5·c)²', (c, s) => add(s, square(mul(half, c)))],
  ['s·(0.5·c)²', (c, s) => mul(s, square(mul(half, c)))],
  ['c·a² with a scaled a', (c, s, a) => add(mul(c, square(mul(half, a))), s)],
  ['tanh of a difference, squared', (c, s) => add(s, square(neg(sub(s, tanh(c)))))],
  [
    'a joined and parted product',
    (c, s) => {
      const [left, right] = split(mul(half, add(c, s)), [1, 3], 1) as [Tensor, Tensor];
      return add(s, square(concat([square(left), tanh(right)], 1)));
    },
  ],
  ['permutations', (c, s) => add(s, square(take(square(take(add(c, s), permuted, 1)), permuted, 1)))],
  ['a stretched mean', (c, s) => add(s, square(mul(c, broadcastTo(sum(square(c), [1], true), [3, 4]))))],
])('the gradient of a loop over %s is the same simplified', (_, body) => {
  const [w, a] = [input('w', [3, 3, 4]), input('a', [3, 4])];
  const { carry, outputs } = scan({
    init: [x],
    scanned: [w],
    invariant: [a],
    length: 3,
    body: ([c], [s], [own]) => {
      const next = mul(scalar(0.3), body(c!, s!, own!));
      return { carry: [next], outputs: [square(next)] };
    },
  });
  const loss = add(sum(square(carry[0]!)), sum(outputs[0]!));
  const results = [loss, ...gradients(loss, [x, w, a]).map((g, i) => g ?? scalar(i))];
  const simple = simplify(results);
  const fed = new Map(
    [x, w, a].map((t, k) => {
      const data = Float64Array.from({ length: sizeOf(t.shape) }, (_v, i) => Math.sin(i + k));
      return [t, { shape: t.shape, data }] as const;
    }),
  );
  const [before, after] = [evaluate(results, fed), evaluate(simple, fed)];
  for (const [k, { data }] of after.entries()) {
    for (const [i, v] of data.entries()) expect(v).toBeCloseTo(before[k]!.data[i]!, 12);
  }
});

/** What couplings with alternating masks do, twice per turn: reorder, split, transform one part, join, reorder back. */
function alternating(carries: number) {
  const [even, odd] = [
    [0, 2, 1, 3],
    [1, 3, 0, 2],
  ];
  const back = (order: readonly number[]) => order.map((_, i) => order.indexOf(i));
  const coupling = (c: Tensor, s: Tensor, order: readonly number[]) => {
    const [kept, moved] = split(take(c, order, 1), [2, 2], 1) as [Tensor, Tensor];
    const half = split(s, [2, 2], 1)[0]!;
    return take(concat([kept, add(mul(moved, half), tanh(kept))], 1), back(order), 1);
  };
  const w = input('w', [3, 3, 4]);
  const starts = Array.from({ length: carries }, (_, i) => input(`start${i}`, [3, 4]));
  const { carry, outputs } = scan({
    init: starts,
    scanned: [w],
    invariant: [],
    length: 3,
    body: (current, [s]) => {
      const next = current.map((c) => coupling(coupling(c, s!, even!), s!, odd!));
      return {
        carry: next,
        outputs: [
          sum(
            next.reduce((a, b) => mul(a, b)),
            [1],
          ),
        ],
      };
    },
  });
  const loss = add(
    carry.map((c) => sum(square(c))).reduce((a, b) => add(a, b)),
    sum(outputs[0]!),
  );
  return { inputs: [...starts, w], results: [loss, ...carry, ...gradients(loss, [...starts, w]).map((g) => g!)] };
}

test.each([1, 2])(
  'a loop over %i carries in alternating halves does not reorder its carries in every turn',
  (carries) => {
    const { inputs, results } = alternating(carries);
    const simple = simplify(results);
    const scans = topologicalOrder(simple).filter(({ op }) => op.name === 'scan');
    expect(scans).toHaveLength(2);
    const reorderings = scans.map((node) => {
      const { body } = node.attributes as ScanAttributes;
      const bound = new Set([...body.carry, ...body.slices, ...body.invariants]);
      const order = topologicalOrder([...body.nextCarry, ...body.outputs], bound);
      return order.filter(({ op, inputs: [x] }) => op.name === 'take' && body.carry.includes(x!)).length;
    });
    expect(reorderings).toEqual([0, 0]);
    const fed = new Map(
      inputs.map((t, k) => {
        const data = Float64Array.from({ length: sizeOf(t.shape) }, (_v, i) => Math.sin(1 + i + 5 * k));
        return [t, { shape: t.shape, data }] as const;
      }),
    );
    const [before, after] = [evaluate(results, fed), evaluate(simple, fed)];
    for (const [k, { data }] of after.entries()) {
      for (const [i, v] of data.entries()) expect(v).toBeCloseTo(before[k]!.data[i]!, 12);
    }
  },
);

test('0 and −0 are different constants', () => {
  const signs = [constant([0, 1], [2]), constant([-0, 1], [2])].map((c) => div(constant([1, 1], [2]), mul(x2, c)));
  const [plus, minus] = evaluate(simplify(signs), new Map([[x2, { shape: [2], data: Float64Array.of(1, 1) }]]));
  expect([plus!.data[0], minus!.data[0]]).toEqual([Infinity, -Infinity]);
});
