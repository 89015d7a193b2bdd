/** Ctrl-C before training begins; test/training/process.test.ts presses it while a run trains. */
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { ModelPlan } from '../../models/plan.ts';
import { trainingReport } from './report.ts';
import type { TrainingRequest } from './request.ts';
import { useInterrupts } from './testing/use-interrupts.ts';
import { trainLocally } from './train-locally.ts';

const interrupts = useInterrupts();

async function interrupted(request: Promise<TrainingRequest>, json: boolean) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const io = { cwd: '/', stdout, stderr, color: false, interactive: false };
  const status = trainLocally(request, trainingReport(io, json), io);
  // The job is sent before the next turn; the worker cannot have begun by then.
  await new Promise(setImmediate);
  interrupts.press();
  return { status: await status, text: String(stdout.read()) };
}

test('an interrupt while the spec is checked ends with 130 and says that nothing was saved', async () => {
  const checking = new Promise<TrainingRequest>(() => {});
  expect(await interrupted(checking, false)).toEqual({
    status: 130,
    text: 'Interrupted before training began. Nothing was saved.\n',
  });
});

test('so does one that ends the worker while it starts', async () => {
  const overrides = { steps: null, seed: null, threads: 1 };
  const spec = { plan: {} as ModelPlan, specPath: '/a.json', specText: '{}', runDir: null, warnings: [] };
  const { status, text } = await interrupted(Promise.resolve({ kind: 'new', ...spec, ...overrides }), true);
  expect(status).toBe(130);
  expect(JSON.parse(text)).toMatchObject({ event: 'interrupted', runDir: '', step: 0, checkpoint: null });
});
