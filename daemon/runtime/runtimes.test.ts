import { expect, test } from 'vitest';
import { randomStream } from '../random/random-stream.ts';
import { gradients } from '../tensor/gradients.ts';
import { add, mean, mul, square, sub, sum } from '../tensor/ops/arithmetic.ts';
import { input, scalar } from '../tensor/ops/leaf.ts';
import { linear } from '../tensor/ops/matmul.ts';
import { scan, unrolled } from '../tensor/ops/scan.ts';
import { softplus } from '../tensor/ops/softplus.ts';
import { take } from '../tensor/ops/take.ts';
import { tanh } from '../tensor/ops/unary.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { StepProgram } from './onnx/loop-model.ts';
import { cpuRuntime } from './onnxruntime/cpu-runtime.ts';
import { referenceRuntime } from './reference/reference-runtime.ts';

function normals(shape: readonly number[], label: string, scale = 1): Float32Array {
  const out = new Float32Array(sizeOf(shape));
  randomStream(2, label).fillNormal(out);
  return out.map((x) => x * scale);
}

/** Gradient descent on a residual network whose layers are a loop: captured data, per-step indices, carried weights. */
function program(loop: typeof scan, enough = 0): StepProgram {
  const [weight, bias] = [input('weight', [3, 4, 4]), input('bias', [3, 4])];
  const data = input('data', [32, 4]);
  const rows = input('rows', [8], 'int64');
  const rate = input('rate', []);
  const { carry } = loop({
    init: [take(data, rows, 0)],
    scanned: [weight, bias],
    invariant: [],
    length: 3,
    body: ([h], [w, b]) => ({ carry: [add(h!, tanh(linear(h!, w!, b!)))], outputs: [] }),
  });
  const loss = mean(softplus(sub(sum(square(carry[0]!), [1]), scalar(1))));
  const step = (p: Tensor, g: Tensor) => sub(p, mul(g, rate));
  const [dw, db] = gradients(loss, [weight, bias]) as [Tensor, Tensor];
  return {
    state: [
      { name: 'weight', input: weight, next: step(weight, dw) },
      { name: 'bias', input: bias, next: step(bias, db) },
    ],
    perStep: [
      { name: 'rows', tensor: rows },
      { name: 'rate', tensor: rate },
    ],
    captured: [{ name: 'data', tensor: data }],
    outputs: [{ name: 'loss', tensor: loss }],
    proceed: sub(loss, scalar(enough)),
  };
}

const K = 20;
const feeds = {
  weight: normals([3, 4, 4], 'w', 0.3),
  bias: new Float32Array(12),
  data: normals([32, 4], 'x'),
  rows: BigInt64Array.from({ length: K * 8 }, (_, i) => BigInt((i * 7) % 32)),
  rate: new Float32Array(K).fill(0.05),
};

test('a training loop gives the same in float32 and float64, as Scan and unrolled, in one call and in several', async () => {
  const reference = await (await referenceRuntime().compileLoop(program(scan))).run(K, feeds);
  expect(reference.outputs.loss![K - 1]!).toBeLessThan(0.7 * reference.outputs.loss![0]!);
  for (const loop of [scan, unrolled]) {
    const compiled = await cpuRuntime({ threads: 1 }).compileLoop(program(loop));
    const whole = await compiled.run(K, feeds);
    expect(whole.ran).toBe(K);
    for (let i = 0; i < K; i++) expect(whole.outputs.loss![i]!).toBeCloseTo(reference.outputs.loss![i]!, 4);
    let state = { weight: feeds.weight, bias: feeds.bias } as Record<string, Float32Array>;
    for (let i = 0; i < K; i++) {
      const part = { rows: feeds.rows.slice(i * 8, i * 8 + 8), rate: feeds.rate.slice(i, i + 1), data: feeds.data };
      state = (await compiled.run(1, { ...state, ...part })).state as Record<string, Float32Array>;
    }
    expect(state.weight).toEqual(whole.state.weight);
    await compiled.dispose();
  }
});

test('a loop stops after the step at which its condition fails', async () => {
  const runtime = cpuRuntime({ threads: 1 });
  const whole = await (await runtime.compileLoop(program(scan))).run(K, feeds);
  const losses = Array.from(whole.outputs.loss!);
  const enough = losses[7]! + 1e-6;
  const { ran, outputs } = await (await runtime.compileLoop(program(scan, enough))).run(K, feeds);
  expect(ran).toBe(losses.findIndex((loss) => loss <= enough) + 1);
  expect(Array.from(outputs.loss!)).toEqual(losses.slice(0, ran));
});
