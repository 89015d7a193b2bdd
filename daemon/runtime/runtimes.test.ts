import { expect, test } from 'vitest';
import type { StepProgram } from '../programs/step-program.ts';
import { randomStream } from '../random/random-stream.ts';
import { gradients } from '../tensor/gradients.ts';
import { add, mean, mul, square, sub, sum } from '../tensor/ops/arithmetic.ts';
import { input, scalar } from '../tensor/ops/leaf.ts';
import { linear } from '../tensor/ops/matmul.ts';
import { scan, unrolled } from '../tensor/ops/scan.ts';
import { take } from '../tensor/ops/take.ts';
import { softplus, tanh } from '../tensor/ops/unary.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { referenceRuntime } from './reference/reference-runtime.ts';
import type { Runtime } from './runtime.ts';
import { availableRuntimes } from './testing/available-runtimes.ts';
import { stepByStepRuntime } from './testing/step-by-step-runtime.ts';

function normals(shape: readonly number[], label: string, scale = 1): Float32Array {
  const out = new Float32Array(sizeOf(shape));
  randomStream(2, label).fillNormal(out);
  return out.map((x) => x * scale);
}

/** Gradient descent on a residual network whose layers are a loop: captured data, per-step indices, carried weights. */
function program(loop: typeof scan = scan, enough = 0): StepProgram {
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
      { name: 'rows', tensor: rows, batchAxis: 0 },
      { name: 'rate', tensor: rate, batchAxis: null },
    ],
    captured: [{ name: 'data', tensor: data }],
    outputs: [{ name: 'loss', tensor: loss }],
    proceed: sub(loss, scalar(enough)),
  };
}

const K = 20;
const start = {
  captured: { data: normals([32, 4], 'x') },
  state: { weight: normals([3, 4, 4], 'w', 0.3), bias: new Float32Array(12) },
};
const perStep = {
  rows: BigInt64Array.from({ length: K * 8 }, (_, i) => BigInt((i * 7) % 32)),
  rate: new Float32Array(K).fill(0.05),
};
const open = (runtime: Runtime, built: StepProgram = program(scan)) => runtime.compileLoop(built, start);

const RUNTIMES = [...(await availableRuntimes()), stepByStepRuntime()];

/** A runtime without control flow gets its repeats unrolled. */
const formsFor = ({ capabilities }: Runtime) => (capabilities.repeats === 'scan' ? [scan, unrolled] : [unrolled]);

test.each(RUNTIMES)(
  '$name: a training loop gives what the reference gives, in one call and in several',
  async (runtime) => {
    const reference = await (await open(referenceRuntime())).run(K, perStep);
    expect(reference.outputs.loss![K - 1]!).toBeLessThan(0.7 * reference.outputs.loss![0]!);
    for (const loop of formsFor(runtime)) {
      const compiled = await open(runtime, program(loop));
      const whole = await compiled.run(K, perStep);
      expect(whole.ran).toBe(K);
      for (let i = 0; i < K; i++) expect(whole.outputs.loss![i]!).toBeCloseTo(reference.outputs.loss![i]!, 4);
      const { weight } = await compiled.readState();
      await compiled.writeState(start.state);
      for (let i = 0; i < K; i++) {
        const { rows, rate } = perStep;
        await compiled.run(1, { rows: rows.slice(i * 8, i * 8 + 8), rate: rate.slice(i, i + 1) });
      }
      expect((await compiled.readState()).weight).toEqual(weight);
      await compiled.dispose();
    }
  },
);

test.each([...RUNTIMES, referenceRuntime()])(
  '$name: a loop keeps its state, which can be read, written and returned to',
  async (runtime) => {
    const loop = await open(runtime, program(formsFor(runtime)[0]!));
    expect(Array.from((await loop.readState()).weight!)).toEqual(Array.from(start.state.weight));
    const first = await loop.run(K, perStep);
    const after = await loop.readState();
    const copy = structuredClone(after);
    expect((await loop.run(K, perStep)).outputs.loss![0]!).toBeLessThan(first.outputs.loss![0]!);
    // What was read stays as it was.
    expect(after).toEqual(copy);
    await loop.writeState(start.state);
    await loop.mark();
    expect(await loop.run(K, perStep)).toEqual(first);
    expect(await loop.readState()).toEqual(copy);
    for (let i = 0; i < 2; i++) {
      await loop.rewind();
      expect(Array.from((await loop.readState()).weight!)).toEqual(Array.from(start.state.weight));
      expect(await loop.run(K, perStep)).toEqual(first);
    }
    await loop.dispose();
  },
);

test.each(RUNTIMES)('$name: a loop stops after the step at which its condition fails', async (runtime) => {
  const [loop] = formsFor(runtime);
  const whole = await (await open(runtime, program(loop))).run(K, perStep);
  const losses = Array.from(whole.outputs.loss!);
  const enough = losses[7]! + 1e-6;
  const { ran, outputs } = await (await open(runtime, program(loop, enough))).run(K, perStep);
  expect(ran).toBe(losses.findIndex((loss) => loss <= enough) + 1);
  expect(Array.from(outputs.loss!)).toEqual(losses.slice(0, ran));
  // The state is that of the step at which it stopped.
  const stopped = await open(runtime, program(loop, enough));
  await stopped.run(K, perStep);
  const exact = await open(runtime, program(loop));
  await exact.run(ran, { rows: perStep.rows.slice(0, ran * 8), rate: perStep.rate.slice(0, ran) });
  expect(await stopped.readState()).toEqual(await exact.readState());
});
