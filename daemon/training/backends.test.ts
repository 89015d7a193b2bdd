/** A runtime that is defined and listed is all that a backend needs: here one that exists only in this test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BackendChoice } from '../../protocol/backends.ts';
import type { TrainEvent } from '../../protocol/train-events.ts';
import { defineRuntime } from '../runtime/definition.ts';
import { referenceRuntime } from '../runtime/reference/reference-runtime.ts';
import type { RuntimeRegistry } from '../runtime/registry.ts';
import { evaluationBackend, openRuntime, RUNTIMES } from '../runtime/registry.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { controlSource } from './control.ts';
import { runTraining } from './run-training.ts';
import type { TrainingJob } from './training-job.ts';

const SPEC = JSON.stringify({
  name: 'tiny',
  data: { source: 'two-moons', samples: 200 },
  layers: [
    { type: 'repeat', times: 2, layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [4] } }] },
  ],
  training: { steps: 3, batchSize: 8 },
});

/** Computes as the reference does, under the name of a backend that this version does not have. */
const dummy = defineRuntime({
  name: 'cuda',
  detect: async () => ({ available: true }),
  open: async () => ({ ...referenceRuntime(), name: 'cuda' }),
});
const absent = defineRuntime({
  name: 'cpu',
  detect: async () => ({ available: false, reason: 'its library is missing', cause: null }),
  open: () => Promise.reject(new Error('it is not available')),
});
const WITH_DUMMY: RuntimeRegistry = { ...RUNTIMES, cuda: dummy };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-backends-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Trained {
  readonly events: readonly TrainEvent[];
  /** What was asked for, in order. */
  readonly opened: readonly BackendChoice[];
}

async function trained(
  job: TrainingJob,
  { registry = WITH_DUMMY, stopAt = Number.POSITIVE_INFINITY } = {},
): Promise<Trained> {
  const events: TrainEvent[] = [];
  const opened: BackendChoice[] = [];
  const control = controlSource();
  await runTraining({
    job,
    openRuntime: (backend) => {
      opened.push(backend);
      return openRuntime(backend, { threads: 1 }, registry);
    },
    versions: {},
    control,
    listener: (event) => {
      events.push(event);
      if (event.event === 'checkpoint' && event.step >= stopAt) control.request('stop');
    },
  });
  return { events, opened };
}

test('a run trains with the runtime that its spec names, and reports the same when it is resumed', async () => {
  const { plan, diagnostics } = await checkSpec(SPEC, { folder, trusted: true, fileStem: 'tiny' });
  expect(diagnostics).toEqual([]);
  const common = { threads: 1, trusted: true };
  const specPath = join(folder, 'tiny.flow.json');
  const jobOf = (backend: 'cuda' | 'cpu') =>
    ({
      ...common,
      kind: 'new',
      plan: { ...plan!, backend },
      specPath,
      specText: SPEC,
      runDir: join(folder, backend),
    }) as const;
  const { events: other } = await trained(jobOf('cuda'));
  const { events: own } = await trained(jobOf('cpu'));
  expect(other[0]).toMatchObject({ event: 'start', backend: 'cuda' });
  expect(own[0]).toMatchObject({ event: 'start', backend: 'cpu' });
  const losses = (events: readonly TrainEvent[]) =>
    events.flatMap((event) => (event.event === 'done' && event.loss !== null ? [event.loss] : []));
  expect(losses(other)).toHaveLength(1);
  expect(losses(other)[0]!).toBeCloseTo(losses(own)[0]!, 4);
  const { events: again, opened } = await trained({ ...common, kind: 'resume', runDir: join(folder, 'cuda') });
  expect(again[0]).toMatchObject({ event: 'start', backend: 'cuda' });
  // Nothing is left to compute.
  expect(opened).toEqual([]);
});

test('an interrupted run of auto continues on the backend that it began with', async () => {
  const { plan } = await checkSpec(SPEC, { folder, trusted: true, fileStem: 'tiny' });
  const training = { ...plan!.training, checkpoint: { ...plan!.training.checkpoint, every: 1 } };
  const runDir = join(folder, 'auto');
  const common = { runDir, threads: 1, trusted: true };
  const job = {
    ...common,
    kind: 'new',
    plan: { ...plan!, training },
    specPath: join(folder, 'tiny.flow.json'),
    specText: SPEC,
  } as const;
  const begun = await trained(job, { registry: { cpu: absent, cuda: dummy }, stopAt: 1 });
  expect(begun.opened).toEqual(['auto']);
  expect(begun.events.at(-1)).toMatchObject({ event: 'interrupted' });
  // Now `auto` would be the CPU.
  const { events, opened } = await trained({ ...common, kind: 'resume' });
  expect(opened).toEqual(['cuda']);
  expect(events.at(-1)).toMatchObject({ event: 'done', step: 3 });
});

test('auto is the first backend that is available', async () => {
  expect((await openRuntime('auto', { threads: 1 }, WITH_DUMMY)).name).toBe('cpu');
  expect((await openRuntime('auto', { threads: 1 }, { cpu: absent, cuda: dummy })).name).toBe('cuda');
});

test('auto never chooses a backend that is explicit, and what such a one trains may be evaluated by another', async () => {
  const explicit = defineRuntime({ ...dummy, explicit: true, evaluatesWith: 'cpu' });
  const registry = { cpu: absent, cuda: explicit };
  await expect(openRuntime('auto', { threads: 1 }, registry)).rejects.toMatchObject({ code: 'runtime-unavailable' });
  expect((await openRuntime('cuda', { threads: 1 }, registry)).name).toBe('cuda');
  expect(evaluationBackend('cuda', registry)).toBe('cpu');
  expect(evaluationBackend('cuda', WITH_DUMMY)).toBe('cuda');
  expect(evaluationBackend('jax')).toBe('cpu');
  expect(evaluationBackend('auto')).toBe('auto');
});

test('a backend that is not available says why', async () => {
  const open = (backend: 'auto' | 'cpu' | 'cuda', registry: RuntimeRegistry) =>
    openRuntime(backend, { threads: 1 }, registry);
  for (const backend of ['cpu', 'auto'] as const) {
    await expect(open(backend, { cpu: absent })).rejects.toMatchObject({
      code: 'runtime-unavailable',
      message: expect.stringContaining('its library is missing'),
    });
  }
  await expect(open('cpu', { cpu: absent, cuda: dummy })).rejects.toMatchObject({ code: 'runtime-unavailable' });
  await expect(open('cuda', RUNTIMES)).rejects.toMatchObject({
    code: 'runtime-unavailable',
    message: expect.stringContaining("no backend 'cuda'"),
  });
});
