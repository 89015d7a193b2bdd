import { describe, expect, test } from 'vitest';
import { batchOrder } from '../data/batch-order.ts';
import { buildModel } from '../models/registry.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { openStepper } from './stepper.ts';
import { trainingProgram } from './training-program.ts';
import type { StateArrays, StateLayout } from './training-state.ts';
import { initialState, stateArrays } from './training-state.ts';

const ROWS = 64;
const BATCH = 8;

/** The optimizer inside ONNX Runtime's loop, and outside of it. */
const RUNTIMES = [
  ['in a loop', cpuRuntime({ threads: 1 })],
  ['step by step', cpuRuntime({ threads: 1, fusedFrom: 0 })],
] as const;

/** The first step (1-based) whose batch holds `row`. */
function stepOf(row: number): number {
  const order = batchOrder(0, ROWS, BATCH);
  for (let step = 0; ; step++) if (order.batchIndices(step).includes(row)) return step + 1;
}

describe.each(RUNTIMES)('%s', (_name, runtime) => {
  /** A stepper on given rows; `poison` replaces some of them. It begins at `state`, by default at initial values. */
  async function stepperOn(poison: (data: Float32Array) => void, state: StateArrays | null = null) {
    const spec = {
      data: { source: 'npy', path: 'absent.npy', shape: [2], standardize: false },
      layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [8] } }],
      training: { batchSize: BATCH, gradientClip: null },
    };
    const { plan } = await checkSpec(JSON.stringify(spec), { folder: '/nowhere', trusted: true, fileStem: 'spec' });
    const flow = buildModel(plan!);
    const options = { repeats: runtime.capabilities.repeats, lossLimit: 1e30 };
    const program = trainingProgram(flow, plan!.training, { rows: ROWS, dtype: 'float', entry: null }, options);
    const layout: StateLayout = { groups: program.groups, fixed: [], averaged: false };
    const data = Float32Array.from({ length: ROWS * 2 }, (_, i) => Math.sin(3 * i));
    poison(data);
    const start = initialState(layout, new Map(flow.parameters.map((p) => [p.name, p.initialize(0)])));
    const stepper = await openStepper({
      runtime,
      program,
      training: plan!.training,
      steps: 1000,
      data: { count: ROWS, values: data, context: null },
      state: state ?? start,
      fixed: {},
      order: batchOrder(0, ROWS, BATCH),
      lossLimit: options.lossLimit,
    });
    return stepper;
  }

  test('chunks of any size give the same state and reports', async () => {
    const whole = await stepperOn(() => {});
    const { reports: all } = await whole.run(1, 24);
    const stepper = await stepperOn(() => {});
    const reports = [];
    for (const [first, count] of [
      [1, 1],
      [2, 7],
      [9, 16],
    ] as const) {
      const chunk = await stepper.run(first, count);
      reports.push(...chunk.reports);
    }
    expect(await stepper.readState()).toEqual(await whole.readState());
    expect(reports).toEqual(all);
  });

  test('a step whose gradient is not finite leaves the parameters unchanged, and the run continues', async () => {
    // Its loss is large but finite in float32; the square of its gradient is not.
    const row = 5;
    const bad = stepOf(row);
    const stepper = await stepperOn((data) => data.fill(3e9, row * 2, row * 2 + 2));
    const clean = await stepperOn(() => {});
    const chunk = await stepper.run(1, bad);
    expect(chunk.diverged).toBeNull();
    expect(chunk.reports.map(({ skipped }) => skipped)).toEqual([...new Array<boolean>(bad - 1).fill(false), true]);
    if (bad > 1) await clean.run(1, bad - 1);
    expect(await stepper.readState()).toEqual(await clean.readState());
    const next = await stepper.run(bad + 1, 1);
    expect(next.reports[0]!.skipped).toBe(false);
  });

  test('a step that exceeds its limit ends the chunk before it, wherever the chunk began', async () => {
    const free = await (await stepperOn(() => {})).run(1, 24);
    const { loss } = free.reports[8]!.objectives[0]!;
    const limitAt = (step: number) => (step === 9 ? loss : 1e30);
    const clean = await stepperOn(() => {});
    await clean.run(1, 8);
    const before = stateArrays(await clean.readState());
    for (const [state, first, count] of [
      [null, 1, 24],
      [before, 9, 4],
    ] as const) {
      const stepper = await stepperOn(() => {}, state);
      const chunk = await stepper.run(first, count, limitAt);
      expect(chunk.diverged).toEqual({ step: 9, objective: 0, loss });
      expect(chunk.reports).toEqual(free.reports.slice(first - 1, 8));
      expect(await stepper.readState()).toEqual(before);
    }
  });

  test('a loss that is not a number is a divergence: the state is the one before it', async () => {
    const row = 5;
    const bad = stepOf(row);
    const stepper = await stepperOn((data) => data.fill(Number.NaN, row * 2, row * 2 + 2));
    const chunk = await stepper.run(1, bad + 3);
    expect(chunk.diverged).toMatchObject({ step: bad });
    expect(chunk.reports).toHaveLength(bad - 1);
  });

  test('a state that was read stays as it was while training goes on', async () => {
    const stepper = await stepperOn(() => {});
    await stepper.run(1, 4);
    const state = await stepper.readState();
    const copy = structuredClone(state);
    await stepper.run(5, 4);
    expect(state).toEqual(copy);
    expect(await stepper.readState()).not.toEqual(copy);
  });
});
