/** One coupling at one row: in loops, inverted, with context, and with too many elements to show. */
import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { MOST_COUPLED } from '../../../protocol/figures/coupling.ts';
import { traitsOf } from '../../flow/bijections/registry.ts';
import { flattenPlan } from '../../flow/flatten-plan.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { DIGITS } from '../testing/digits.ts';
import { letterTable } from '../testing/letter-table.ts';
import { MIXED } from '../testing/mixed-layers.ts';
import { randomFlow } from '../testing/random-flow.ts';
import { findCoupling } from './coupling.ts';
import { inspectCoupling } from './coupling-answer.ts';
import { layerInput } from './layer-input.ts';

const runtime = cpuRuntime({ threads: 1 });

type Opened = Awaited<ReturnType<typeof randomFlow>>;

/** Every coupling of a flow at a row. */
async function couplings({ open, data }: Opened, row: number) {
  const indices = flattenPlan(open.plan).flatMap(({ index, type }) =>
    traitsOf(type).coupling === undefined ? [] : [index],
  );
  const found = [];
  for (const layer of indices) {
    found.push(await inspectCoupling(runtime, named(open), data, { layer, row, split: 'validation', signal: null }));
  }
  return found;
}

/** Inspections name the run in their result. */
function named(open: Opened['open']): Opened['open'] {
  return { ...open, run: { ...open.run, directory: '/run' } };
}

test.each([
  ['in loops and inverted', MIXED],
  [
    'additive and of odd masks',
    {
      ...MIXED,
      layers: [
        { type: 'linear' },
        { type: 'additive-coupling', mask: [0, 1], conditioner: { type: 'mlp', hidden: [6] } },
        { type: 'spline-coupling', mask: [1, 0], bound: 20, conditioner: { type: 'mlp', hidden: [6] } },
      ],
    },
  ],
])('the Jacobian of couplings %s is triangular, and its diagonal gives the log-det', async (_, spec) => {
  const opened = await randomFlow(spec, '.', 0.3);
  for (const { elements, jacobian, kept, dimension, sumLogDiagonal, logDet, map } of await couplings(opened, 1200)) {
    expect([dimension, kept, elements.map((element) => element.kept)]).toEqual([2, 1, [true, false]]);
    const [first, second] = elements;
    expect(first).toMatchObject({ output: first!.input, scale: null, shift: null });
    expect(jacobian[0]).toEqual([1, 0]);
    const slope = jacobian[1]![1]!;
    // Outside its bound, a spline is the identity.
    if (map !== 'monotone' || slope !== 1) expect(Math.abs(jacobian[1]![0]!)).toBeGreaterThan(0);
    expect(sumLogDiagonal).toBeCloseTo(Math.log(Math.abs(slope)), 12);
    expect(sumLogDiagonal).toBeCloseTo(logDet, 10);
    if (map === 'monotone') expect(second).toMatchObject({ scale: null, shift: null });
    else expect(second!.input * second!.scale! + second!.shift!).toBeCloseTo(second!.output, 12);
    if (map === 'shift') expect(second!.scale).toBe(1);
  }
});

test('the row is the one that inspections read, with its context', async () => {
  const folder = await letterTable.folder();
  try {
    const opened = await randomFlow({ ...letterTable.spec, conditioners: {} }, folder, 0.3);
    const { open, data } = opened;
    const [first, second] = await couplings(opened, 7);
    const input = (index: number) =>
      layerInput(runtime, open, data, data.split('validation'), {
        index,
        row: 7,
        noiseSeed: open.plan.training.seed,
      });
    // What the first coupling gives out is what the second one gets, in the precision of the runtime.
    const behind = await input(1);
    for (const { index, output } of first!.elements) expect(output).toBeCloseTo(behind[index]!, 5);
    for (const { index, input: x } of second!.elements) expect(x).toBe(behind[index]!);
    expect([first!.elements[0]!.index, second!.elements[0]!.index]).toEqual([0, 1]);
    // Another row has another context: the map differs even where the kept element would be the same.
    const [other] = await couplings(opened, 8);
    expect(other!.elements[1]!.shift).not.toBe(first!.elements[1]!.shift);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('of many elements those are shown that change most, after those that they depend on', async () => {
  const opened = await randomFlow(DIGITS, '.', 0.3);
  const [found] = await couplings(opened, 3);
  const { elements, jacobian, dimension, sumLogDiagonal, logDet } = found!;
  expect([dimension, elements.length]).toEqual([784, MOST_COUPLED]);
  expect(elements.map(({ kept }) => kept)).toEqual([...Array(6).fill(true), ...Array(6).fill(false)]);
  for (const part of [elements.slice(0, 6), elements.slice(6)]) {
    const indices = part.map(({ index }) => index);
    expect(indices).toEqual(indices.toSorted((a, b) => a - b));
  }
  for (const [i, values] of jacobian.entries()) {
    for (const [j, value] of values.entries()) {
      if (j > i) expect(value).toBe(0);
      else if (j === i) expect(value).toBe(1);
      else if (i >= 6 && j < 6) expect(Math.abs(value)).toBeGreaterThan(0);
    }
  }
  expect([sumLogDiagonal, logDet]).toEqual([0, 0]);
});

test('the first coupling is the default; another layer or row is refused', async () => {
  const { open, data } = await randomFlow(MIXED, '.');
  expect(findCoupling(open.plan, null).layer.index).toBe(0);
  expect(() => findCoupling(open.plan, 1)).toThrowError(
    expect.objectContaining({ code: 'wrong-value', message: 'layer 1 (actnorm) is no coupling' }),
  );
  expect(() => findCoupling(open.plan, 99)).toThrowError(/there is no layer 99/);
  const without = await randomFlow({ ...MIXED, layers: [{ type: 'linear' }] }, '.');
  expect(() => findCoupling(without.open.plan, null)).toThrowError(/no coupling layer/);
  await expect(
    inspectCoupling(runtime, named(open), data, { layer: null, row: 1500, split: 'validation', signal: null }),
  ).rejects.toMatchObject({ code: 'wrong-value', exitCode: 2 });
});
