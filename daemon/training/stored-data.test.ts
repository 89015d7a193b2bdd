/** Data that stay in a file train the same flow, bit for bit, as those in memory. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchOrder } from '../data/batch-order.ts';
import { dtypeOf } from '../data/prepare.ts';
import { parameterFeeds } from '../evaluation/row-graph.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { initialTraining } from './initial-training.ts';
import { lazyEvaluator } from './lazy-evaluator.ts';
import { prepareTraining } from './prepare-training.ts';
import { openStepper } from './stepper.ts';
import { trainingProgram } from './training-program.ts';
import { checkpointParameters, savedTensors, stateArrays } from './training-state.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-stored-'));
  for (let i = 0; i < 24; i++) {
    const path = join(folder, 'data', i % 3 === 0 ? 'a' : 'b');
    mkdirSync(path, { recursive: true });
    const data = Uint8Array.from({ length: 27 }, (_, at) => (i * 71 + at * 13 + ((i * at) % 7) * 20) % 256);
    writeFileSync(join(path, `${i}.png`), encode({ width: 3, height: 3, channels: 3, data }));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

async function trained(context: 'label' | 'none', held: number, chunks: readonly number[]) {
  const spec = {
    data: { source: 'images', path: 'data', size: [2, 3], context, flip: true, split: { validation: 0.3, test: 0 } },
    layers: [
      { type: 'dequantize' },
      { type: 'flatten' },
      { type: 'actnorm' },
      { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [8] } },
    ],
    training: { batchSize: 5, seed: 3 },
  };
  const { plan } = await checkSpec(JSON.stringify(spec), { folder, trusted: true, fileStem: 'spec' });
  const cache = { folder: join(folder, 'cache'), held };
  const prepared = await prepareTraining(plan!, { folder, trusted: true, cache });
  const { model, rows, transform, dataset } = prepared;
  const { training } = plan!;
  const gathered = rows.stored !== undefined;
  expect(gathered).toBe(held === 0);
  const runtime = cpuRuntime({ threads: 1 });
  const program = trainingProgram(
    model,
    training,
    { rows: rows.count, dtype: dtypeOf(rows), entry: transform.entry, mirrored: [], gathered },
    { repeats: 'scan', lossLimit: 1e9 },
  );
  const layout = {
    groups: program.groups,
    fixed: model.parameters.filter(({ trainable }) => !trainable),
    averaged: false,
  };
  const { state, fixed } = await initialTraining(layout, runtime, prepared);
  const stepper = await openStepper({
    runtime,
    program,
    training,
    steps: 50,
    data: rows,
    state,
    fixed: parameterFeeds({ parameters: layout.fixed }, fixed),
    order: batchOrder(training.seed, rows.count, training.batchSize),
    lossLimit: 1e9,
  });
  const reports = [];
  let first = 1;
  for (const count of chunks) {
    reports.push(...(await stepper.run(first, count)).reports);
    first += count;
  }
  const tensors = savedTensors(layout, stateArrays(await stepper.readState()), fixed);
  await stepper.dispose();
  const { values } = checkpointParameters(model.parameters, tensors);
  if (model.logDensity === null) throw new Error('a flow has a likelihood');
  const validation = lazyEvaluator(
    runtime,
    { ...model, logDensity: model.logDensity },
    transform,
    dataset.validation,
    0,
  );
  return {
    tensors,
    reports,
    all: await validation.logDensity(values),
    some: await validation.logDensity(values, Uint32Array.of(1, 4)),
  };
}

test.each(['label', 'none'] as const)('context %s', async (context) => {
  const held = await trained(context, 2 ** 28, [12]);
  expect(held.reports).toHaveLength(12);
  expect(await trained(context, 0, [12])).toEqual(held);
  expect(await trained(context, 0, [1, 7, 4])).toEqual(held);
});
