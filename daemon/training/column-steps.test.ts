import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { batchOrder } from '../data/batch-order.ts';
import { createEvaluator } from '../evaluation/evaluator.ts';
import { parameterFeeds } from '../evaluation/row-graph.ts';
import { referenceRuntime } from '../runtime/reference/reference-runtime.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { prepareTraining } from './prepare-training.ts';
import { runProgram } from './run-program.ts';
import { openStepper } from './stepper.ts';
import { initialState } from './training-state.ts';

test('the loss of a batch is −log q in data units, of which bounds are a part', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-loss-'));
  const lines = Array.from({ length: 40 }, (_, i) => `${((i * 0.618) % 1).toFixed(4)},${(2 + i ** 1.5).toFixed(3)}`);
  await writeFile(join(folder, 't.csv'), `p,q\n${lines.join('\n')}\n`);
  const spec = {
    data: {
      source: 'csv',
      path: 't.csv',
      columns: [
        { name: 'p', bounds: [0, 1] },
        { name: 'q', transform: 'log' },
      ],
      split: { validation: 0, test: 0 },
    },
    layers: [{ type: 'affine', shift: 0.1, scale: 0.8 }],
    training: { batchSize: 20 },
  };
  const { plan } = await checkSpec(JSON.stringify(spec), { folder, trusted: true, fileStem: 't' });
  const prepared = await prepareTraining(plan!, { folder, trusted: true });
  const runtime = referenceRuntime();
  const { program, layout, lossLimit } = runProgram(prepared, runtime);
  const start = new Map(prepared.model.parameters.map(({ name, initialize }) => [name, initialize(1)]));
  const { training } = prepared.plan;
  const order = batchOrder(training.seed, 40, training.batchSize);
  const stepper = await openStepper({
    runtime,
    program,
    training,
    steps: 10,
    data: prepared.rows,
    state: initialState(layout, start),
    fixed: parameterFeeds({ parameters: layout.fixed }, start),
    order,
    lossLimit: lossLimit.compiled,
  });
  const { reports } = await stepper.run(1, 1);
  await stepper.dispose();
  const evaluator = await createEvaluator(runtime, prepared.model, prepared.transform, prepared.rows, 0);
  const logDensity = await evaluator.logDensity(start, prepared.rows);
  const mean = order.batchIndices(0).reduce((sum, row) => sum + logDensity[row]!, 0) / training.batchSize;
  expect(reports[0]!.loss - prepared.transform.logDet).toBeCloseTo(-mean, 9);
  // Without the bounds' part, it would differ.
  expect(new Set(logDensity.map((value) => Math.round(value * 10))).size).toBeGreaterThan(5);
});
