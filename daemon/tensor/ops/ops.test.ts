/**
 * One line per operation; each line checks the shape rule, the gradient (central differences), and that every runtime
 * computes the float64 meaning.
 */
import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { availableRuntimes, toleranceOf } from '../../runtime/testing/available-runtimes.ts';
import { evaluate } from '../evaluate.ts';
import { gradients } from '../gradients.ts';
import { topologicalOrder } from '../graph.ts';
import { simplify } from '../simplify.ts';
import type { NdArray, Shape, Tensor } from '../tensor.ts';
import { applies, sizeOf } from '../tensor.ts';
import { broadcastTo, mul, sum } from './arithmetic.ts';
import { constant, input, scalar } from './leaf.ts';
import { OP_CASES } from './op-cases.ts';
import { OPS } from './registry.ts';
import { scanOp } from './scan.ts';

const RUNTIMES = await availableRuntimes();

function values(shape: Shape, label: string, domain: (v: number) => number = (v) => v): NdArray {
  const stream = randomStream(11, label);
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, () => domain(stream.normal())) };
}

test.each(OP_CASES)('$name', async ({ name, shapes, build, shape, domain }) => {
  const variables = shapes.map((s, i) => input(`x${i}`, s));
  const fed = new Map(variables.map((x, i) => [x, values(x.shape, `${name} ${i}`, domain)]));
  const y = build(...variables);
  expect(y.shape).toEqual(shape);
  const weights = constant(values(shape, `${name} weights`).data, shape);
  const loss = sum(mul(y, weights));
  const derivatives = gradients(loss, variables).map((g, i) => g ?? broadcastTo(scalar(0), shapes[i]!));
  const wanted = [y, ...derivatives];
  const exact = evaluate(wanted, fed);

  // Gradient against central differences, relative to max(1, ‖g‖∞).
  const h = 1e-6;
  for (const [i, x] of variables.entries()) {
    const gradient = exact[i + 1]!.data;
    const scale = Math.max(1, ...gradient.map(Math.abs));
    for (let k = 0; k < gradient.length; k++) {
      const at = (delta: number) => {
        const moved = Float64Array.from(fed.get(x)!.data);
        moved[k]! += delta;
        return evaluate([loss], new Map(fed).set(x, { shape: x.shape, data: moved }))[0]!.data[0]!;
      };
      expect(Math.abs(gradient[k]! - (at(h) - at(-h)) / (2 * h)) / scale).toBeLessThan(1e-6);
    }
  }

  // The simplified graph means the same.
  for (const [i, result] of evaluate(simplify(wanted), fed).entries()) {
    expect(result.shape).toEqual(exact[i]!.shape);
    for (const [k, v] of result.data.entries()) expect(v).toBeCloseTo(exact[i]!.data[k]!, 12);
  }

  // Every runtime computes it.
  const inputs = variables.map((tensor, i) => ({ name: `x${i}`, tensor }));
  const outputs = wanted.map((tensor, i) => ({ name: `y${i}`, tensor }));
  for (const runtime of RUNTIMES) {
    if (runtime.capabilities.repeats === 'unrolled' && opsOf(wanted).has(scanOp.name)) continue;
    const compiled = await runtime.compile({ inputs, outputs });
    const results = await compiled.run(Object.fromEntries(variables.map((x, i) => [`x${i}`, fed.get(x)!.data])));
    for (const [i, result] of exact.entries()) {
      const norm = Math.max(1, ...result.data.map(Math.abs));
      for (const [k, v] of result.data.entries())
        expect(Math.abs(results[`y${i}`]![k]! - v) / norm, runtime.name).toBeLessThan(toleranceOf(runtime));
    }
    await compiled.dispose();
  }
});

test('every op is in a case, and no two have the same name', () => {
  const used = OP_CASES.flatMap(({ shapes, build }) => [...opsOf([build(...shapes.map((s, i) => input(`x${i}`, s)))])]);
  const names = OPS.map(({ name }) => name);
  expect(names.toSorted()).toEqual([...new Set(used)].toSorted());
});

/** The ops that compute these tensors, with those in the bodies of loops. */
function opsOf(tensors: readonly Tensor[]): Set<string> {
  const names = new Set<string>();
  for (const node of topologicalOrder(tensors)) {
    names.add(node.op.name);
    if (!applies(node, scanOp)) continue;
    const { nextCarry, outputs } = node.attributes.body;
    for (const name of opsOf([...nextCarry, ...outputs])) names.add(name);
  }
  return names;
}
