/** What the daemon may say that this version cannot follow; the other cases are in test/runs/train-attached.test.ts. */
import { expect, test } from 'vitest';
import type { NotificationDefinition } from '../../../protocol/rpc/method.ts';
import { runEvents, runGet, runStart, runSubscribe, runWatch } from '../../../protocol/rpc/run-methods.ts';
import type { TrainEvent } from '../../../protocol/train-events.ts';
import type { DaemonConnection } from '../../client/connect-daemon.ts';
import type { ModelPlan } from '../../models/plan.ts';
import { finishedRun } from '../../testing/finished-run.ts';
import { useInterrupts } from './testing/use-interrupts.ts';
import { trainAttached } from './train-attached.ts';

useInterrupts();

const run = finishedRun(1);
const done = {
  event: 'done',
  v: 1,
  runDir: run.runDir,
  step: 4000,
  reason: 'completed',
  elapsed: 1,
  checkpoint: 'checkpoints/step-4000.safetensors',
  parametersSha256: '0'.repeat(64),
  loss: 1,
  bestStep: null,
  validation: null,
  test: null,
};

/** Follows a run whose log has one record. */
async function follow(record: { readonly event: string; readonly step: number; readonly [key: string]: unknown }) {
  const events: TrainEvent[] = [];
  const listeners = new Map<string, (params: unknown) => void>();
  const answers: Readonly<Record<string, unknown>> = {
    [runWatch.name]: {},
    [runStart.name]: { run },
    [runSubscribe.name]: { subscription: 1 },
    [runGet.name]: { run, specText: null, planHash: null, dimension: null, versions: {} },
  };
  const daemon: Pick<DaemonConnection, 'request' | 'onNotification' | 'closed' | 'initialized'> = {
    initialized: {
      capabilities: {},
      session: '',
      protocol: '1.0',
      serverInfo: { name: 'flowscope', version: '9.8.7' },
    },
    closed: new Promise(() => {}),
    async request({ name, result }) {
      if (name === runSubscribe.name) {
        const records = [{ seq: 1, time: '2026-11-25T00:00:00.000Z', ...record }];
        setImmediate(() => listeners.get(runEvents.name)!({ subscription: 1, records, lagging: false, end: true }));
      }
      return result.parse(answers[name]) as never;
    },
    onNotification({ name, params }: NotificationDefinition, listener) {
      listeners.set(name, (value) => listener(params.parse(value) as never));
      return () => {};
    },
  };
  const report = { event: (event: TrainEvent) => void events.push(event), note: () => {}, close: () => {} };
  const request = {
    kind: 'new',
    plan: {} as ModelPlan,
    specPath: '/a.json',
    specText: '{}',
    runDir: null,
    warnings: [],
  } as const;
  const status = await trainAttached(daemon, { ...request, steps: null, seed: null, threads: null }, report);
  return { status, events };
}

test('a finished run ends the command with its result', async () => {
  expect(await follow({ ...done, mood: 'calm' })).toEqual({ status: 0, events: [done] });
});

test.each([
  [{ ...done, reason: 'moonrise' }, /run\/events does not fit: done: reason: /],
  [{ ...done, event: 'accomplished' }, 'run/events does not fit: the run is finished, but no record says so'],
])('a finished run whose last record cannot be read is not reported as interrupted', async (record, message) => {
  const following = follow(record);
  await expect(following).rejects.toThrow(message);
  await expect(following).rejects.toMatchObject({
    code: 'invalid-answer',
    hint: expect.stringContaining('the daemon is 9.8.7'),
  });
});
