import { memory } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { StepProgram } from '../../programs/step-program.ts';
import { gradients } from '../../tensor/gradients.ts';
import { add, mean, mul, square, sub, sum } from '../../tensor/ops/arithmetic.ts';
import { constant, input, scalar } from '../../tensor/ops/leaf.ts';
import { linear } from '../../tensor/ops/matmul.ts';
import { scan } from '../../tensor/ops/scan.ts';
import { take } from '../../tensor/ops/take.ts';
import { tanh } from '../../tensor/ops/unary.ts';
import { openTensorflow } from './tensorflow-runtime.ts';

const ROWS = 6;

/** Gradient descent on layers in a loop. What it reports is the state itself, too, and a constant. */
function program(): StepProgram {
  const [weight, bias] = [input('weight', [3, 2, 2]), input('bias', [3, 2])];
  const [data, rows] = [input('data', [ROWS, 2], 'uint8'), input('rows', [4], 'int64')];
  const { carry, outputs } = scan({
    init: [mul(take(data, rows, 0), scalar(1 / 255))],
    scanned: [weight, bias],
    invariant: [constant(Float64Array.of(0.5, 2), [2])],
    length: 3,
    reverse: true,
    body: ([h], [w, b], [scale]) => {
      const next = add(h!, mul(tanh(linear(h!, w!, b!)), scale!));
      return { carry: [next], outputs: [sum(next)] };
    },
  });
  const loss = add(mean(square(carry[0]!)), mul(scalar(0.01), sum(outputs[0]!)));
  const [dw, db] = gradients(loss, [weight, bias]);
  const next = sub(weight, mul(dw!, scalar(0.1)));
  return {
    state: [
      { name: 'weight', input: weight, next },
      { name: 'bias', input: bias, next: sub(bias, mul(db!, scalar(0.1))) },
    ],
    perStep: [{ name: 'rows', tensor: rows, batchAxis: 0 }],
    captured: [{ name: 'data', tensor: data }],
    outputs: [
      { name: 'loss', tensor: loss },
      { name: 'weight', tensor: next },
      { name: 'before', tensor: weight },
      { name: 'constant', tensor: constant(Float64Array.of(7), [1]) },
    ],
    proceed: null,
  };
}

const START = {
  captured: { data: Uint8Array.from({ length: 2 * ROWS }, (_, i) => 20 * i) },
  state: { weight: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)), bias: new Float32Array(6) },
};
const rowsOf = (steps: number) => ({ rows: BigInt64Array.from({ length: 4 * steps }, (_, i) => BigInt(i % ROWS)) });
const runtime = await openTensorflow({ device: 'cpu' });

test('no step keeps a tensor, also when steps are taken back, and nothing is left at the end', async () => {
  const before = memory().numTensors;
  const loop = await runtime.compileLoop(program(), START);
  const idle = memory().numTensors;
  const counts = new Set<number>();
  for (let chunk = 0; chunk < 5; chunk++) {
    await loop.mark();
    const { outputs } = await loop.run(20, rowsOf(20));
    counts.add(memory().numTensors);
    if (chunk === 2) {
      await loop.rewind();
      expect(memory().numTensors).toBe(idle);
      expect(await loop.run(20, rowsOf(20))).toMatchObject({ outputs });
    }
  }
  // The marked state is kept beside the current one: two tensors.
  expect([...counts]).toEqual([idle + 2]);
  await loop.writeState(START.state);
  await loop.dispose();
  expect(memory().numTensors).toBe(before);
});

test('what is reported of a step may be its state, before and after it, or a constant', async () => {
  const loop = await runtime.compileLoop(program(), START);
  const { outputs } = await loop.run(3, rowsOf(3));
  expect(Array.from(outputs.constant!)).toEqual([7, 7, 7]);
  expect(Array.from(outputs.before!.subarray(0, 12))).toEqual(Array.from(START.state.weight));
  expect(outputs.before!.subarray(12)).toEqual(outputs.weight!.subarray(0, 24));
  expect((await loop.readState()).weight).toEqual(outputs.weight!.subarray(24));
  await loop.dispose();
});

test('a function keeps no tensor either', async () => {
  const before = memory().numTensors;
  const x = input('x', [2]);
  const y = { name: 'y', tensor: add(x, constant(Float64Array.of(1, 2), [2])) };
  const compiled = await runtime.compile({
    inputs: [{ name: 'x', tensor: x }],
    outputs: [y, { ...y, name: 'z' }],
  });
  for (let i = 0; i < 3; i++)
    expect(await compiled.run({ x: Float32Array.of(3, 4) })).toEqual({
      y: Float32Array.of(4, 6),
      z: Float32Array.of(4, 6),
    });
  await compiled.dispose();
  expect(memory().numTensors).toBe(before);
});

test('arrays of the wrong size, missing ones and inputs without a value are errors that name them', async () => {
  const loop = await runtime.compileLoop(program(), START);
  await expect(loop.run(2, rowsOf(1))).rejects.toThrow("'rows' has 0 values for shape [4]");
  await expect(loop.run(1, {})).rejects.toThrow("'rows' is missing");
  await loop.dispose();
  const x = input('x', [2]);
  await expect(runtime.compile({ inputs: [], outputs: [{ name: 'y', tensor: x }] })).rejects.toThrow(
    "input 'x' was not",
  );
});
