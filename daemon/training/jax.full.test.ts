/** Training on JAX. These tests need FLOWSCOPE_TEST_PYTHON: a Python with JAX, or the folder of its virtual environment. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TrainEvent } from '../../protocol/train-events.ts';
import { openJax } from '../runtime/jax/jax-runtime.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { TEST_PYTHON } from '../runtime/testing/available-runtimes.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { engineParity, exampleSpec } from './testing/engine-parity.ts';
import { trainJob } from './testing/train-job.ts';

const NOTE = TEST_PYTHON === null ? ' (SKIPPED: FLOWSCOPE_TEST_PYTHON names no Python with JAX)' : '';
const withJax = test.skipIf(TEST_PYTHON === null);
const cpu = cpuRuntime({ threads: 1 });
let jax: Runtime;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-jax-training-'));
  if (TEST_PYTHON !== null) jax = await openJax({ threads: 1, python: TEST_PYTHON, device: 'cpu' });
});
afterAll(async () => {
  await jax?.close?.();
  await rm(folder, { recursive: true, force: true });
});

const moons = (training: object, layers: readonly object[]) =>
  JSON.stringify({
    name: 'moons',
    data: { source: 'two-moons', samples: 2000 },
    layers,
    training: { steps: 40, batchSize: 64, seed: 1, ...training },
  });
const coupling = { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [16] } };
const REPEAT = [{ type: 'repeat', times: 4, layers: [{ type: 'actnorm' }, coupling] }];

const SPECS: readonly (readonly [string, () => Promise<{ readonly text: string; readonly folder: string }>])[] = [
  ...['two-moons', 'checkerboard', 'eight-gaussians', 'rings', 'letters', 'digits'].map(
    (name) => [`${name}.flow.json`, () => exampleSpec(`examples/${name}.flow.json`)] as const,
  ),
  [
    'an average of the weights, AdamW and clipping',
    async () => ({
      text: moons({ ema: { decay: 0.9 }, gradientClip: 1, optimizer: { type: 'adamw', weightDecay: 0.1 } }, REPEAT),
      folder,
    }),
  ],
  ['recomputed layers', async () => ({ text: moons({ recompute: true }, REPEAT), folder })],
];

withJax.each(SPECS)(
  `20 free steps of %s have the losses of the CPU${NOTE}`,
  { timeout: 300_000 },
  async (_name, spec) => {
    const { loss } = await engineParity(await spec(), [cpu, jax], 20);
    expect(loss).toBeLessThan(1e-5);
  },
);

withJax(`a run on JAX resumes on the CPU and continues the curve, and back${NOTE}`, { timeout: 300_000 }, async () => {
  const text = moons({ checkpoint: { every: 10 }, validation: { every: 10 } }, REPEAT);
  const { plan } = await checkSpec(text, { folder, trusted: true, fileStem: 'moons' });
  const common = { threads: 1, trusted: true };
  const job = (name: string, backend: 'jax' | 'cpu') =>
    ({
      ...common,
      kind: 'new',
      plan: plan!,
      specPath: join(folder, 'moons.flow.json'),
      specText: text,
      runDir: join(folder, name),
      engine: { backend, ...(backend === 'jax' ? { device: 'cpu', python: TEST_PYTHON! } : {}) },
    }) as const;
  const whole = await trainJob(job('whole', 'cpu'));
  const begun = await trainJob(job('begun', 'jax'), { stopAt: 10 });
  const start = begun.find(({ event }) => event === 'start');
  expect(start).toMatchObject({
    backend: 'jax',
    engine: { device: 'cpu:0', matmulPrecision: 'highest', reason: 'the request (--backend)' },
  });
  expect(begun.some((event) => event.event === 'backend' && event.what === 'compiling')).toBe(true);
  expect(begun.at(-1)).toMatchObject({ event: 'interrupted' });
  const runDir = join(folder, 'begun');
  const middle = await trainJob({ ...common, kind: 'resume', runDir, engine: { backend: 'cpu' } }, { stopAt: 20 });
  expect(middle.find(({ event }) => event === 'start')).toMatchObject({ backend: 'cpu' });
  // Without a choice, a resumed run computes where it began.
  const last = await trainJob({ ...common, kind: 'resume', runDir, engine: { python: TEST_PYTHON! } });
  expect(last.find(({ event }) => event === 'start')).toMatchObject({
    backend: 'jax',
    engine: { reason: 'the run, which began with it' },
  });
  const lossOf = (events: readonly TrainEvent[]) => events.flatMap((e) => (e.event === 'done' ? [e.loss!] : []))[0]!;
  expect(last.at(-1)).toMatchObject({ event: 'done', step: 40 });
  expect(Math.abs(lossOf(last) - lossOf(whole))).toBeLessThan(1e-3);
});
