/** Rows with weights train as rows that are repeated so often. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { randomStream } from '../random/random-stream.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { referenceRuntime } from '../runtime/reference/reference-runtime.ts';
import { openTensorflow } from '../runtime/tensorflow/tensorflow-runtime.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { lazyEvaluator } from './lazy-evaluator.ts';
import { prepareTraining } from './prepare-training.ts';
import { runStepper } from './run-stepper.ts';
import { splitFigures } from './split-figures.ts';
import { engineParity } from './testing/engine-parity.ts';
import { done, stopAt, useSmallRuns } from './testing/small-runs.ts';

const { folder, trainNew, resume } = useSmallRuns();

const NET = { type: 'mlp', hidden: [6], activation: 'tanh' };
// A linear layer has a log-det that is the same for all rows.
const LAYERS = [
  { type: 'repeat', times: 2, layers: [{ type: 'affine-coupling', conditioner: NET }, { type: 'linear' }] },
];

function row(i: number): string {
  const random = randomStream(2, 'weighted', i);
  return `${random.normal() * 2 + 5},${random.normal()},${random.normal()}`;
}

/** Weights 2, 1, 0, 3, 2, 1, …, or so many copies of each row. */
function table(name: string, repeated: boolean, rows = 12): void {
  const weightOf = (i: number) => [2, 1, 0, 3][i % 4]!;
  const lines = Array.from({ length: rows }, (_, i) => i).flatMap((i) =>
    repeated ? Array.from({ length: weightOf(i) }, () => `${row(i)},1`) : [`${row(i)},${weightOf(i)}`],
  );
  writeFileSync(join(folder, name), `x,y,c,w\n${lines.join('\n')}\n`);
}

function spec(path: string, batchSize: number, split = { validation: 0, test: 0 }) {
  const data = { source: 'csv', path, context: ['c'], weight: 'w', split };
  // The gradient of a standardized column's mean is a rounding error, which a small epsilon would turn into a step.
  const optimizer = { type: 'adam', learningRate: 0.1, epsilon: 0.1 };
  return { data, layers: LAYERS, training: { batchSize, seed: 3, optimizer } };
}

async function prepared(content: object) {
  const options = { folder, trusted: true, fileStem: 'spec' };
  const { plan, diagnostics } = await checkSpec(JSON.stringify(content), options);
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  return prepareTraining(plan, options);
}

test('the losses, the parameters and the figures of repeated rows', async () => {
  table('weights.csv', false);
  table('repeated.csv', true);
  const runtime = referenceRuntime();
  const results = [];
  for (const [path, batchSize] of [
    ['weights.csv', 12],
    ['repeated.csv', 18],
  ] as const) {
    const own = await prepared(spec(path, batchSize));
    const stepper = await runStepper(own, { runtime, evaluation: runtime });
    const { reports } = await stepper.run(1, 4);
    const state = Object.values(await stepper.readState()).flatMap((values) => Array.from(values, Number));
    const { dataset, transform, model } = own;
    const parameters = new Map(model.parameters.map(({ name, initialize }) => [name, initialize(1)]));
    const logDensity = await lazyEvaluator(runtime, model, transform, dataset.train, 0).logDensity(parameters);
    const { nll } = splitFigures(dataset, dataset.train)(logDensity);
    const { mean, std } = dataset.standardization!;
    results.push([
      ...reports.flatMap(({ loss, objectives, layers }) => [
        loss,
        objectives[0]!.gradientNorm,
        layers!.base,
        ...Array.from(layers!.logDets),
      ]),
      ...[...state, nll!, ...mean, ...std],
    ]);
  }
  const [weighted, repeated] = results as [number[], number[]];
  expect(weighted.length).toBe(repeated.length);
  // Parameters begin as float32.
  for (const [i, value] of weighted.entries()) expect(value, String(i)).toBeCloseTo(repeated[i]!, 6);
});

test('the loss of a part of the rows is their weighted mean, and the sum of its terms', async () => {
  table('weights.csv', false);
  const runtime = referenceRuntime();
  const stepper = await runStepper(await prepared(spec('weights.csv', 5)), { runtime, evaluation: runtime });
  const { reports } = await stepper.run(1, 6);
  for (const { loss, layers } of reports) {
    const logDets = Array.from(layers!.logDets).reduce((sum, value) => sum + value, 0);
    expect(layers!.base + logDets).toBeCloseTo(-loss, 7);
  }
});

test('a run that is stopped and resumed ends with the same parameters', async () => {
  table('more.csv', false, 80);
  const content = spec('more.csv', 8, { validation: 0.2, test: 0.2 });
  const training = { ...content.training, steps: 30, validation: { every: 10 }, checkpoint: { every: 10 } };
  const whole = done(await trainNew(content, training));
  const { runDir, events } = await trainNew(content, training, stopAt(10));
  expect(done(await resume(runDir)).parametersSha256).toBe(whole.parametersSha256);
  const validation = events.find(({ event }) => event === 'validation');
  expect(validation).toMatchObject({
    n: 16,
    effectiveSampleSize: expect.closeTo(whole.validation!.effectiveSampleSize!),
  });
  expect(whole.validation!.effectiveSampleSize).toBeLessThan(16);
});

test('TensorFlow.js has the losses of ONNX Runtime', async () => {
  table('more.csv', false, 80);
  const text = JSON.stringify(spec('more.csv', 8, { validation: 0.2, test: 0.2 }));
  const runtimes = [cpuRuntime({ threads: 1 }), await openTensorflow({ device: 'cpu' })] as const;
  const { loss, gradientNorm } = await engineParity({ text, folder }, runtimes, 5);
  expect(loss).toBeLessThan(1e-5);
  expect(gradientNorm).toBeLessThan(1e-4);
});
