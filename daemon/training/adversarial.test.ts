/** Runs of models beside flows, from their specs: rhythm, second optimizer, resuming, warnings. */
import { expect, test } from 'vitest';
import type { StepEvent } from '../../protocol/train-events.ts';
import { batchOrder } from '../data/batch-order.ts';
import type { ModelPlan } from '../models/plan.ts';
import { buildModel } from '../models/registry.ts';
import { readNewest } from '../runs/checkpoints/checkpoint-reader.ts';
import { openRun } from '../runs/directory/run-directory.ts';
import { runStatus } from '../runs/directory/run-status.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { planOf } from '../spec/parse-plan.ts';
import { openStepper } from './stepper.ts';
import { done, type Trained, useSmallRuns } from './testing/small-runs.ts';
import { trainingProgram } from './training-program.ts';
import { initialState, namedArrays, stateArrays } from './training-state.ts';

const { folder, trainNew, resume } = useSmallRuns();

const NET = { type: 'mlp', hidden: [8] };
const DATA = { source: 'two-moons', samples: 500, evaluationSamples: 100 };
const TRAINING = { steps: 24, batchSize: 50, seed: 1, checkpoint: { every: 10 } };
const GAN = { model: 'gan', data: DATA, latent: 2, generator: NET, discriminator: NET };
const FLOW = {
  data: DATA,
  layers: [{ type: 'actnorm' }, { type: 'repeat', times: 2, layers: [{ type: 'affine-coupling' }] }],
};
const ADVERSARIAL = { type: 'adversarial', discriminator: NET, discriminatorSteps: 2 };

async function planned(spec: object, training: object): Promise<ModelPlan> {
  const options = { folder, trusted: true, fileStem: 'spec' };
  const { plan, diagnostics } = await checkSpec(JSON.stringify({ ...spec, training }), options);
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  return plan;
}

const tensorsOf = async ({ runDir }: Trained) =>
  (await readNewest((await openRun(runDir)).paths.checkpoints)).checkpoint!.tensors;

const lastStep = ({ events }: Trained) => events.findLast((event): event is StepEvent => event.event === 'step')!;

const CASES: Readonly<Record<string, { readonly spec: object; readonly training: object }>> = {
  'discriminator steps and optimizer': {
    spec: { ...GAN, loss: 'wasserstein-gp', discriminatorSteps: 3 },
    training: { discriminatorOptimizer: { learningRate: 2e-3, beta1: 0.5 }, ema: { decay: 0.9 } },
  },
  'BiGAN with spectral normalization': { spec: { ...GAN, encoder: NET, spectralNorm: true }, training: {} },
  'Flow-GAN': { spec: FLOW, training: { objective: ADVERSARIAL } },
  'VAE whose prior and posterior are flows': {
    spec: {
      ...{ model: 'vae', data: DATA, latent: 2, encoder: NET, decoder: NET },
      prior: { layers: FLOW.layers.slice(1) },
      posterior: { layers: [{ type: 'planar' }] },
    },
    training: {},
  },
};

test.each(Object.entries(CASES))('a stopped and resumed run ends with the same weights: %s', async (_name, own) => {
  const training = { ...TRAINING, ...own.training };
  const whole = await trainNew(own.spec, training);
  expect(done(whole).step).toBe(24);
  const broken = await trainNew(own.spec, training, {
    watch: (event, control) => {
      if (event.event === 'checkpoint' && event.step >= 10) control.request('stop');
    },
  });
  expect(broken.final).toMatchObject({ event: 'interrupted', step: 10 });
  const stopped = await openRun(broken.runDir);
  // A flow keeps its likelihood, also in a game.
  const { model } = planOf(stopped);
  const expected = new Map<string, string>([
    ['gan', 'none'],
    ['vae', 'bound'],
  ]);
  expect((await runStatus(stopped)).likelihood).toBe(expected.get(model));
  const resumed = await resume(broken.runDir);
  expect(done(resumed).step).toBe(24);
  expect(await tensorsOf(resumed)).toEqual(await tensorsOf(whole));
  expect(planOf(stopped)).toEqual(await planned(own.spec, training));
});

test('the generator rests with its moments between its steps, and counts only its own', async () => {
  const discriminatorOptimizer = { type: 'adam', learningRate: 0.01, beta1: 0, beta2: 0.5 };
  const optimizer = { type: 'adam', learningRate: 0.1, beta1: 0, beta2: 0.5, epsilon: 1e-12 };
  const training = { ...TRAINING, optimizer, discriminatorOptimizer, gradientClip: null };
  const plan = await planned({ ...GAN, discriminatorSteps: 3 }, training);
  const model = buildModel(plan);
  const rows = 100;
  const data = { rows, dtype: 'float', entry: null } as const;
  const program = trainingProgram(model, plan.training, data, { repeats: 'scan', lossLimit: 1e9 });
  const layout = { groups: program.groups, fixed: [], averaged: false };
  const start = new Map(model.parameters.map(({ name, initialize }) => [name, initialize(1)]));
  const stepper = await openStepper({
    runtime: cpuRuntime({ threads: 1 }),
    program,
    state: initialState(layout, start),
    training: plan.training,
    steps: 24,
    data: { count: rows, values: Float32Array.from({ length: 2 * rows }, (_, i) => Math.sin(i)), context: null },
    fixed: {},
    order: batchOrder(1, rows, TRAINING.batchSize),
    lossLimit: 1e9,
  });
  const states = [stateArrays(await stepper.readState())];
  for (let step = 1; step <= 6; step++) {
    await stepper.run(step, 1);
    states.push(stateArrays(await stepper.readState()));
  }
  const of = (part: string, kind: 'theta' | 'm' | 'v', step: number) =>
    [...namedArrays(layout, states[step]!, kind)].filter(([name]) => name.startsWith(part)).flatMap(([, v]) => [...v]);
  for (const kind of ['theta', 'm', 'v'] as const) {
    for (const step of [1, 2, 4, 5]) expect(of('generator', kind, step)).toEqual(of('generator', kind, step - 1));
    for (const step of [3, 6]) expect(of('generator', kind, step)).not.toEqual(of('generator', kind, step - 1));
    for (const step of [1, 2, 3])
      expect(of('discriminator', kind, step)).not.toEqual(of('discriminator', kind, step - 1));
  }
  // With β₁ = 0, the first step of Adam is the sign of the gradient times the learning rate, if it counts as the first.
  const moved = (part: string, step: number) => {
    const before = of(part, 'theta', step - 1);
    return Math.max(...of(part, 'theta', step).map((value, i) => Math.abs(value - before[i]!)));
  };
  expect(moved('generator', 3)).toBeCloseTo(0.1, 4);
  expect(moved('discriminator', 1)).toBeCloseTo(0.01, 5);
  await stepper.dispose();
});

test('both players and the terms are reported; without a likelihood nothing is validated', async () => {
  const run = await trainNew(GAN, TRAINING);
  expect(done(run)).toMatchObject({ validation: null, test: null, bestStep: null });
  const { unit, objectives, terms } = lastStep(run);
  expect(unit).toBeNull();
  expect(objectives!.map(({ name }) => name)).toEqual(['generator', 'discriminator']);
  expect(Object.keys(terms!)).toEqual(['scoreOfData', 'scoreOfSamples', 'accuracy', 'spread']);
});

test('a Flow-GAN is validated by its likelihood, and reports it in data units with its layers', async () => {
  const run = await trainNew(
    { ...FLOW, data: { ...DATA, standardize: true } },
    { ...TRAINING, steps: 1, objective: ADVERSARIAL, optimizer: { learningRate: 1e-12 }, statistics: { every: 1 } },
  );
  expect(lastStep(run).objectives!.map(({ name }) => name)).toEqual(['flow', 'discriminator']);
  expect(run.events.some(({ event }) => event === 'layers')).toBe(true);
  // Its weights are not chosen by the likelihood, which is not what it is trained for.
  expect(done(run).bestStep).toBeNull();
  expect(run.events.find(({ event }) => event === 'validation')).toMatchObject({ best: false });
  // The same weights on other rows: in the flow's units, it would differ by the log-det of standardization, .8 nats.
  expect(Math.abs(lastStep(run).terms!.nll! - done(run).validation!.nll!)).toBeLessThan(0.4);
});

test('a VAE whose loss is not its bound is validated, but its weights are not chosen by the bound', async () => {
  const vae = { model: 'vae', data: { ...DATA, standardize: true }, latent: 2, encoder: NET, decoder: NET };
  const judged = async (beta: number) => {
    const run = await trainNew({ ...vae, beta }, { ...TRAINING, steps: 2, optimizer: { learningRate: 1e-12 } });
    const best = run.events.some((event) => event.event === 'validation' && event.best);
    const { unit, loss, terms } = lastStep(run);
    // In data units, like its terms.
    expect([unit, loss - terms!.reconstruction! - beta * terms!.kl!]).toEqual(['nats', expect.closeTo(0, 4)]);
    return { best, bestStep: done(run).bestStep, validated: done(run).validation !== null };
  };
  expect(await judged(1)).toEqual({ best: true, bestStep: expect.any(Number), validated: true });
  expect(await judged(0)).toEqual({ best: false, bestStep: null, validated: true });
});

test('samples with hardly any variance are reported with what to look at, once', async () => {
  const run = await trainNew(
    {
      ...{ ...GAN, data: { ...DATA, source: 'eight-gaussians' } },
      // With small weights in many layers, it hardly depends on its latent.
      ...{ generator: { type: 'mlp', hidden: [4, 4, 4] }, discriminator: { type: 'mlp', hidden: [2] } },
    },
    { ...TRAINING, steps: 1000, checkpoint: { every: 1000 }, optimizer: { learningRate: 1e-9 } },
  );
  const warnings = run.events.filter(({ event }) => event === 'warning');
  expect(warnings).toEqual([
    {
      event: 'warning',
      step: 500,
      code: 'samples-collapsed',
      message: expect.stringMatching(/of the variance of the data: the generator has collapsed to few points/),
    },
  ]);
  // It has not changed since.
  expect(done(run).warnings).toEqual([
    { code: 'samples-collapsed', message: expect.stringMatching(/^the samples have/) },
  ]);
});
