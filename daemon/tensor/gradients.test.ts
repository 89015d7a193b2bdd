import { expect, test } from 'vitest';
import { randomStream } from '../random/random-stream.ts';
import { evaluate } from './evaluate.ts';
import { gradients } from './gradients.ts';
import { add, mul, sum } from './ops/arithmetic.ts';
import { input } from './ops/leaf.ts';
import { linear } from './ops/matmul.ts';
import { scan, unrolled } from './ops/scan.ts';
import { stopGradient } from './ops/stop-gradient.ts';
import { exp, tanh } from './ops/unary.ts';
import type { NdArray, Tensor } from './tensor.ts';
import { sizeOf } from './tensor.ts';

function random(shape: readonly number[], label: string): NdArray {
  const stream = randomStream(5, label);
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, () => stream.normal() * 0.5) };
}

/** A small recurrence with parameters per turn, an invariant, outputs and a carry. */
function build(loop: typeof scan) {
  const x = input('x', [3, 2]);
  const w = input('w', [4, 2, 2]);
  const b = input('b', [4, 2]);
  const shared = input('shared', [2]);
  const { carry, outputs } = loop({
    init: [x],
    scanned: [w, b],
    invariant: [shared],
    length: 4,
    body: ([h], [wt, bt], [s]) => {
      const y = mul(tanh(linear(h!, wt!, bt!)), exp(s!));
      return { carry: [add(h!, y)], outputs: [sum(mul(y, y), [1])] };
    },
  });
  const loss = add(sum(mul(carry[0]!, carry[0]!)), sum(mul(outputs[0]!, outputs[0]!)));
  return { loss, variables: [x, w, b, shared] };
}

const values = [random([3, 2], 'x'), random([4, 2, 2], 'w'), random([4, 2], 'b'), random([2], 's')];
const feedsOf = (variables: readonly Tensor[]) => new Map(variables.map((v, i) => [v, values[i]!]));

test('gradients through a scan equal those of the unrolled loop, to second order', () => {
  const results = [scan, unrolled].map((loop) => {
    const { loss, variables } = build(loop);
    const first = gradients(loss, variables) as Tensor[];
    const norm = first.map((g) => sum(mul(g, g))).reduce(add);
    const second = gradients(norm, variables) as Tensor[];
    return evaluate([loss, ...first, ...second], feedsOf(variables));
  });
  for (const [i, a] of results[0]!.entries()) {
    for (const [k, v] of a.data.entries()) expect(v).toBeCloseTo(results[1]![i]!.data[k]!, 10);
  }
});

test('gradients through a scan agree with central differences', () => {
  const { loss, variables } = build(scan);
  const analytic = evaluate(gradients(loss, variables) as Tensor[], feedsOf(variables));
  const h = 1e-5;
  for (const [v, variable] of variables.entries()) {
    for (let k = 0; k < values[v]!.data.length; k++) {
      const at = (delta: number) => {
        const data = Float64Array.from(values[v]!.data);
        data[k]! += delta;
        return evaluate([loss], feedsOf(variables).set(variable, { shape: variable.shape, data }))[0]!.data[0]!;
      };
      expect(analytic[v]!.data[k]!).toBeCloseTo((at(h) - at(-h)) / (2 * h), 6);
    }
  }
});

test('stopGradient keeps the value, and is a constant for gradients', () => {
  const x = input('x', [2]);
  const y = sum(mul(x, stopGradient(x)));
  const [value, gradient] = evaluate(
    [y, gradients(y, [x])[0]!],
    new Map([[x, { shape: [2], data: Float64Array.of(3, -2) }]]),
  );
  expect(value!.data[0]).toBe(13);
  expect([...gradient!.data]).toEqual([3, -2]);
  expect(gradients(sum(stopGradient(x)), [x])).toEqual([null]);
});
