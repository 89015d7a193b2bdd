/** Ctrl-C before training begins; test/training/process.test.ts presses it while a run trains. */
import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import type { ModelPlan } from '../../models/plan.ts';
import { trainingReport } from './report.ts';
import type { Loading, TrainingRequest } from './request.ts';
import { useInterrupts } from './testing/use-interrupts.ts';
import { trainLocally } from './train-locally.ts';

const interrupts = useInterrupts();

async function interrupted(request: Parameters<typeof trainLocally>[0], json: boolean) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const io = { cwd: '/', stdout, stderr, color: false, interactive: false };
  const status = trainLocally(request, trainingReport(io, json), io);
  // The job is sent before the next turn; the worker cannot have begun by then.
  await new Promise(setImmediate);
  interrupts.press();
  return { status: await status, text: String(stdout.read()) };
}

test('an interrupt while the spec is checked ends with 130 and says that nothing was saved', async () => {
  let isCleared = false;
  const checking = (loading: Loading) =>
    loading(
      ({ signal }) =>
        new Promise<TrainingRequest>((_, reject) => {
          const clear = () => {
            isCleared = true;
            reject(signal?.reason);
          };
          signal?.addEventListener('abort', () => void setTimeout(clear, 20));
        }),
    );
  expect(await interrupted(checking, false)).toEqual({
    status: 130,
    text: 'Interrupted before training began. Nothing was saved.\n',
  });
  expect(isCleared).toBe(true);
});

test('progress of reading data is an event', async () => {
  const checking = (loading: Loading) =>
    loading(async ({ onProgress }) => {
      vi.spyOn(performance, 'now').mockReturnValueOnce(performance.now() + 1000);
      onProgress?.({ what: 'reading-data', done: 2 ** 22, total: 2 ** 24 });
      throw new Error('ended');
    });
  const shown = new PassThrough();
  const io = { cwd: '/', stdout: shown, stderr: shown, color: false, interactive: false };
  await expect(trainLocally(checking, trainingReport(io, true), io)).rejects.toThrow('ended');
  const event = { event: 'preparing', what: 'reading-data', done: 2 ** 22, total: 2 ** 24 };
  expect(JSON.parse(String(shown.read()))).toEqual(event);
});

test('so does one that ends the worker while it starts', async () => {
  const overrides = { steps: null, seed: null, threads: 1 };
  const spec = { plan: {} as ModelPlan, specPath: '/a.json', specText: '{}', runDir: null, warnings: [] };
  const { status, text } = await interrupted(async () => ({ kind: 'new', ...spec, ...overrides }), true);
  expect(status).toBe(130);
  expect(JSON.parse(text)).toMatchObject({ event: 'interrupted', runDir: '', step: 0, checkpoint: null });
});
