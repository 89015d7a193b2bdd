/** Training with TensorFlow.js in plain JavaScript, which is a development dependency. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BackendChoice } from '../../protocol/backends.ts';
import type { TrainEvent } from '../../protocol/train-events.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { openTensorflow } from '../runtime/tensorflow/tensorflow-runtime.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { engineParity } from './testing/engine-parity.ts';
import { trainJob } from './testing/train-job.ts';
import type { TrainingJob } from './training-job.ts';

const STEPS = 40;
const ACTNORM_AND_COUPLING = [
  { type: 'actnorm' },
  { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [8] } },
];
const SPEC = JSON.stringify({
  name: 'moons',
  data: { source: 'two-moons', samples: 300, evaluationSamples: 100 },
  layers: [{ type: 'repeat', times: 2, layers: ACTNORM_AND_COUPLING }],
  training: {
    steps: STEPS,
    batchSize: 16,
    ema: { decay: 0.9 },
    gradientClip: 1,
    validation: { every: 10 },
    checkpoint: { every: 10 },
  },
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-tensorflow-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('20 free steps have the losses of the CPU', async () => {
  const runtimes = [cpuRuntime({ threads: 1 }), await openTensorflow({ device: 'cpu' })] as const;
  const { loss, gradientNorm } = await engineParity({ text: SPEC, folder }, runtimes, 20);
  expect(loss).toBeLessThan(1e-5);
  expect(gradientNorm).toBeLessThan(1e-4);
});

interface Told {
  readonly events: readonly TrainEvent[];
  readonly start: TrainEvent | undefined;
  readonly loss: number | null;
}

async function trained(job: TrainingJob, options?: Parameters<typeof trainJob>[1]): Promise<Told> {
  const events = await trainJob(job, options);
  const loss = events.flatMap((event) => (event.event === 'done' ? [event.loss] : []))[0] ?? null;
  return { events, start: events.find(({ event }) => event === 'start'), loss };
}

test('a run stops and pauses between steps, resumes on the CPU and back, and continues the curve', async () => {
  const { plan, diagnostics } = await checkSpec(SPEC, { folder, trusted: true, fileStem: 'moons' });
  expect(diagnostics).toEqual([]);
  const common = { threads: 1, trusted: true };
  const specPath = join(folder, 'moons.flow.json');
  const job = (name: string, backend: BackendChoice): TrainingJob => ({
    ...{ ...common, kind: 'new', plan: plan!, specPath, specText: SPEC, runDir: join(folder, name) },
    engine: backend === 'tensorflow' ? { backend, device: 'cpu' } : { backend },
  });
  const runDir = join(folder, 'begun');
  const before = memory().numTensors;
  const whole = await trained(job('whole', 'cpu'));
  const begun = await trained(job('begun', 'tensorflow'), { stopAt: 10 });
  expect(begun.start).toMatchObject({
    backend: 'tensorflow',
    engine: {
      device: 'cpu',
      deviceKind: 'plain JavaScript',
      versions: { 'tfjs-core': expect.stringMatching(/^4\./), 'tfjs-backend-cpu': expect.stringMatching(/^4\./) },
      reason: 'the request (--backend)',
    },
  });
  expect(begun.events.at(-1)).toMatchObject({ event: 'interrupted', step: 10 });
  const middle = await trained({ ...common, kind: 'resume', runDir, engine: { backend: 'cpu' } }, { stopAt: 20 });
  expect(middle.start).toMatchObject({ backend: 'cpu', resumedFrom: 10 });
  // Without a choice, a resumed run computes where it began.
  const last = await trained({ ...common, kind: 'resume', runDir }, { pauseAt: 30 });
  expect(last.start).toMatchObject({ backend: 'tensorflow', engine: { reason: 'the run, which began with it' } });
  expect(last.events.map(({ event }) => event)).toEqual(expect.arrayContaining(['paused', 'resumed']));
  expect(last.events.at(-1)).toMatchObject({ event: 'done', step: STEPS });
  expect(Math.abs(last.loss! - whole.loss!)).toBeLessThan(1e-4);
  expect(memory().numTensors).toBe(before);
});
