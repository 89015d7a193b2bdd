/** A model that is not a flow, from its spec to a trained run: two groups of parameters, two objectives. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FIGURES } from '../../protocol/figures/registry.ts';
import type { StepEvent, TrainEvent } from '../../protocol/train-events.ts';
import { batchOrder } from '../data/batch-order.ts';
import { createOpenedRuns } from '../inspection/opened/opened-runs.ts';
import { flowModel } from '../models/flow.ts';
import type { ModelPlan } from '../models/plan.ts';
import { twoPlayers } from '../models/testing/two-players.ts';
import { readNewest } from '../runs/checkpoints/checkpoint-reader.ts';
import { createSeriesTable } from '../runs/curves/series-table.ts';
import { openRun } from '../runs/directory/run-directory.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { referenceRuntime } from '../runtime/reference/reference-runtime.ts';
import { checkText } from '../spec/check.ts';
import { registries } from '../spec/check-spec.ts';
import { flowPlanOf, planOf } from '../spec/parse-plan.ts';
import { modelVocabulary } from '../spec/schema/top-level-schema.ts';
import { controlSource } from './control.ts';
import { runTraining } from './run-training.ts';
import { openStepper } from './stepper.ts';
import { trainingProgram } from './training-program.ts';
import { initialState, namedArrays, stateArrays } from './training-state.ts';

const MODELS = [flowModel, twoPlayers];
const folder = mkdtempSync(join(tmpdir(), 'flowscope-models-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SPEC = {
  name: 'players',
  model: 'two-players',
  penalty: 2,
  data: { source: 'two-moons', samples: 2000, evaluationSamples: 100, standardize: false },
  training: { steps: 600, batchSize: 200, seed: 1, optimizer: { learningRate: 0.02 }, schedule: { type: 'cosine' } },
};

async function planned(spec: object = SPEC): Promise<ModelPlan> {
  const vocabulary = { ...registries, models: modelVocabulary(MODELS) };
  const { plan, diagnostics } = await checkText(JSON.stringify(spec), vocabulary, {
    folder,
    trusted: true,
    fileStem: 'players',
  });
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  return plan;
}

async function train(job: Parameters<typeof runTraining>[0]['job'], stopAt = Number.POSITIVE_INFINITY) {
  const control = controlSource();
  const events: TrainEvent[] = [];
  const openRuntime = async () => cpuRuntime({ threads: 1 });
  const listener = (event: TrainEvent) => {
    events.push(event);
    if (event.event === 'checkpoint' && event.step >= stopAt) control.request('stop');
  };
  const final = await runTraining({ job, openRuntime, versions: {}, control, listener, models: MODELS });
  const { checkpoint } = await readNewest((await openRun(job.runDir!)).paths.checkpoints);
  return { events, final, tensors: checkpoint?.tensors ?? null };
}

const jobOf = (plan: ModelPlan, name: string) =>
  ({
    kind: 'new',
    plan,
    specPath: join(folder, 'players.flow.json'),
    specText: JSON.stringify(SPEC),
    runDir: join(folder, name),
    threads: 1,
    trusted: true,
  }) as const;

test('it trains from its spec: the generator finds the mean, and both objectives are reported', async () => {
  const plan = await planned();
  expect(plan).toMatchObject({ model: 'two-players', penalty: 2, name: 'players' });
  const { events, final, tensors } = await train(jobOf(plan, 'whole'));
  expect(final).toMatchObject({ event: 'done', step: 600, validation: null, test: null, bestStep: null });
  const shift = tensors!.get('parameters/generator.shift')!.data;
  expect(shift[0]).toBeCloseTo(0.5, 1);
  expect(shift[1]).toBeCloseTo(0.25, 1);
  const step = events.findLast((event): event is StepEvent => event.event === 'step')!;
  expect(step.objectives!.map(({ name }) => name)).toEqual(['fool', 'tell-apart']);
  expect(step).toMatchObject({ loss: step.objectives![0]!.loss, gradientNorm: step.objectives![0]!.gradientNorm });
  expect(Object.keys(step.terms!)).toEqual(['apart', 'slope']);
  expect(events.some(({ event }) => event === 'layers')).toBe(false);
  // The floor is one of an NLL, which this model does not have.
  expect(events.find(({ event }) => event === 'start')).toMatchObject({ floor: null });
});

test('a run that was stopped and resumed ends with the same weights, bit for bit', async () => {
  const plan = await planned({ ...SPEC, training: { ...SPEC.training, steps: 120, checkpoint: { every: 40 } } });
  const whole = await train(jobOf(plan, 'unbroken'));
  const { final } = await train(jobOf(plan, 'broken'), 40);
  expect(final.event).toBe('interrupted');
  const resumed = await train({ kind: 'resume', runDir: join(folder, 'broken'), threads: 1, trusted: true });
  expect(resumed.final).toMatchObject({ event: 'done', step: 120 });
  expect(resumed.tensors).toEqual(whole.tensors);
});

test('the loss of the second objective ends a run too, and is named', async () => {
  const plan = await planned({ ...SPEC, penalty: 1e9, training: { ...SPEC.training, lossLimit: 1000 } });
  const { final } = await train(jobOf(plan, 'diverged'));
  expect(final).toMatchObject({
    event: 'failed',
    code: 'diverged',
    message: expect.stringMatching(/^the loss of 'tell-apart' at step 1 is 1\.0\d+e\+7: training diverged\. Lower /),
  });
});

test('a step is skipped for all groups if the gradient of one objective is not finite', async () => {
  const plan = await planned({ ...SPEC, penalty: 1e25, training: { ...SPEC.training, checkpoint: { every: 2 } } });
  const { final, tensors } = await train(jobOf(plan, 'skipped'));
  expect(final).toMatchObject({ event: 'failed', code: 'diverged', step: 3 });
  expect(Array.from(tensors!.get('parameters/generator.shift')!.data, Number)).toEqual([0, 0]);
});

test('the curves of each objective and term can be read, in TensorBoard too', async () => {
  const plan = await planned();
  const { events } = await train(jobOf(plan, 'curves'));
  const last = events.findLast((event): event is StepEvent => event.event === 'step')!;
  const { paths, directory } = await openRun(join(folder, 'curves'));
  const table = createSeriesTable(paths.metrics);
  await table.update();
  expect(table.column('objectives.tell-apart.loss').values.at(-1)).toBe(last.objectives![1]!.loss);
  expect(table.column('objectives.fool.gradientNorm').values.at(-1)).toBe(last.objectives![0]!.gradientNorm);
  expect(table.column('terms.slope').values.at(-1)).toBe(last.terms!.slope);
  const [name] = readdirSync(directory).filter((file) => file.startsWith('events.out.tfevents.'));
  const board = readFileSync(join(directory, name!), 'latin1');
  for (const tag of ['train/tell-apart/loss', 'train/fool/gradient-norm', 'train/slope']) expect(board).toContain(tag);
});

test('each objective changes only its group, along the gradient of its loss', async () => {
  const plan = await planned({ ...SPEC, training: { ...SPEC.training, gradientClip: null } });
  const model = twoPlayers.build(plan);
  const rows = 300;
  const data = { rows, dtype: 'float', entry: null } as const;
  const program = trainingProgram(model, plan.training, data, { repeats: 'scan', lossLimit: 1e9 });
  expect(program.groups.map(({ name, members }) => [name, members.map((member) => member.name)])).toEqual([
    ['group0', ['generator.shift']],
    ['group1', ['critic.slope']],
  ]);
  const layout = { groups: program.groups, fixed: [], averaged: false };
  const values = Float32Array.from({ length: 2 * rows }, (_, i) => Math.sin(i) + (i % 2));
  const start = new Map([
    ['generator.shift', Float32Array.of(0.3, -0.2)],
    ['critic.slope', Float32Array.of(0.5, 0.25)],
  ]);
  const stepper = await openStepper({
    runtime: referenceRuntime(),
    program,
    state: initialState(layout, start),
    training: plan.training,
    steps: 10,
    data: { count: rows, values, context: null },
    fixed: {},
    order: batchOrder(1, rows, 200),
    lossLimit: 1e9,
  });
  const { reports } = await stepper.run(1, 1);
  // After one step, Adam's scaled first moment is the gradient.
  const moments = namedArrays(layout, stateArrays(await stepper.readState()), 'm');
  // d(−mean w·(n + s))/ds = −w.
  for (const [i, w] of [0.5, 0.25].entries()) expect(moments.get('generator.shift')![i]).toBeCloseTo(-w, 12);
  const { terms, objectives } = reports[0]!;
  const [apart, size] = [terms[0]!, terms[1]!];
  expect(size).toBeCloseTo(0.5 ** 2 + 0.25 ** 2, 6);
  // The critic's loss is w²·penalty/2 − w·(mean x − mean fake), so w·gradient = penalty·w² − that difference.
  const critic = moments.get('critic.slope')!;
  expect(0.5 * critic[0]! + 0.25 * critic[1]!).toBeCloseTo(2 * size - apart, 5);
  expect(objectives[1]!.loss).toBeCloseTo(size - apart, 6);
  expect(objectives[0]!.gradientNorm).toBeCloseTo(Math.hypot(0.5, 0.25), 6);
});

test('a group without an objective is an error of the definition', async () => {
  const plan = await planned();
  const model = { ...twoPlayers.build(plan), objectives: twoPlayers.build(plan).objectives.slice(0, 1) };
  const data = { rows: 300, dtype: 'float', entry: null } as const;
  expect(() => trainingProgram(model, plan.training, data, { repeats: 'scan', lossLimit: 1 })).toThrow(
    "parameter group 'critic' has 0 objectives",
  );
});

test('its run opens with this model only, and is no flow', async () => {
  const plan = await planned({ ...SPEC, training: { ...SPEC.training, steps: 1 } });
  await train(jobOf(plan, 'short'));
  const run = await openRun(join(folder, 'short'));
  expect(planOf(run, MODELS)).toEqual(plan);
  expect(() => planOf(run)).toThrow(`plan.model: "two-players" is not a model of this version of Flowscope`);
  expect(() => flowPlanOf(run)).toThrow('is not a model of this version');
});

test('a figure that its model does not have is refused by name', async () => {
  const plan = await planned({ ...SPEC, training: { ...SPEC.training, steps: 1 } });
  await train(jobOf(plan, 'without-figures'));
  const opened = createOpenedRuns().get(join(folder, 'without-figures'), 'latest', true, FIGURES.density);
  await expect(opened).rejects.toMatchObject({
    code: 'no-figure',
    message: "`density` does not work with model 'two-players': it shows the exact density of a flow",
  });
});
