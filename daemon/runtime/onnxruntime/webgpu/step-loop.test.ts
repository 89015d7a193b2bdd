import { expect, test } from 'vitest';
import type { StepProgram } from '../../../programs/step-program.ts';
import { add, mul, sub, sum } from '../../../tensor/ops/arithmetic.ts';
import { input, scalar } from '../../../tensor/ops/leaf.ts';
import { scan } from '../../../tensor/ops/scan.ts';
import { tanh } from '../../../tensor/ops/unary.ts';
import { hostDevice } from '../../testing/host-device.ts';
import { openStepLoop } from './step-loop.ts';

/** Adds what it is fed to a sum, and reports the sum and its square. */
function adding(): StepProgram {
  const [total, fed] = [input('total', [2]), input('fed', [2])];
  const next = add(total, fed);
  return {
    state: [{ name: 'total', input: total, next }],
    perStep: [{ name: 'fed', tensor: fed, batchAxis: null }],
    captured: [],
    outputs: [
      { name: 'sum', tensor: next },
      { name: 'square', tensor: sum(mul(next, next)) },
    ],
    proceed: sub(scalar(1000), sum(next)),
  };
}

const open = () => openStepLoop(adding(), { captured: {}, state: { total: new Float32Array(2) } }, hostDevice);

test('every step is reported, however many are taken at once', async () => {
  const loop = await open();
  let before = 0;
  // Reports are read after 32 steps and at the end.
  for (const steps of [1, 31, 32, 33, 64, 70, 5]) {
    const { outputs, ran } = await loop.run(steps, { fed: new Float32Array(2 * steps).fill(1) });
    expect(ran).toBe(steps);
    const sums = Array.from({ length: steps }, (_, i) => before + i + 1);
    expect(Array.from(outputs.sum!)).toEqual(sums.flatMap((v) => [v, v]));
    expect(Array.from(outputs.square!)).toEqual(sums.map((v) => 2 * v * v));
    before += steps;
    expect(Array.from((await loop.readState()).total!)).toEqual([before, before]);
  }
  await loop.dispose();
});

test('it stops at the step whose condition fails, also after several readings', async () => {
  const loop = await open();
  const { outputs, ran } = await loop.run(80, { fed: new Float32Array(160).fill(10) });
  // 2 · 10 · 50 is not less than 1000.
  expect(ran).toBe(50);
  expect(outputs.sum).toHaveLength(100);
  expect(Array.from((await loop.readState()).total!)).toEqual([500, 500]);
  await loop.dispose();
});

test('a step of too many operations is refused before it is written out', async () => {
  const x = input('x', [2]);
  const { carry } = scan({
    init: [x],
    scanned: [],
    invariant: [],
    length: 1_000_000,
    body: ([h]) => ({ carry: [tanh(h!)], outputs: [] }),
  });
  const program = { ...adding(), state: [{ name: 'x', input: x, next: carry[0]! }] };
  await expect(
    openStepLoop(program, { captured: {}, state: { x: new Float32Array(2) } }, hostDevice),
  ).rejects.toMatchObject({
    code: 'too-large',
    message: expect.stringMatching(/10000\d\d operations .* at most 12000/),
    hint: expect.stringContaining('"backend": "cpu"'),
  });
});
