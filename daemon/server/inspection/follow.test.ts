import { expect, test } from 'vitest';
import * as z from 'zod';
import { restingInfo } from '../../runs/directory/resting-info.ts';
import { createHandler } from '../handler.ts';
import { plannedStatus } from '../runs/run-info.ts';
import { fakeSession } from '../runs/testing/fake-session.ts';
import { followHandlers } from './follow.ts';

const STATUS = plannedStatus({
  id: 'r',
  runDir: '/runs/r',
  name: 'r',
  spec: '/r.flow.json',
  steps: 1,
  seed: 0,
  parameters: 1,
  backend: 'auto',
  created: '2026-01-01T00:00:00.000Z',
});
const RUN = restingInfo(STATUS, { unsaved: false, begun: true });

test('a session follows no more than it may, however many requests come at once', async () => {
  const runs = {
    get: async () => RUN,
    listen: () => ({ dispose: () => {} }),
    isLive: () => true,
    requestCheckpoint: () => {},
  };
  const samples = createHandler(
    { name: 'inspect/samples', params: z.looseObject({}), result: z.looseObject({}) },
    async () => ({}),
  );
  const [follow] = followHandlers(runs, [samples], () => {});
  const session = fakeSession([]);
  const params = follow!.definition.params.parse({ method: 'inspect/samples', run: 'r', everySeconds: 60, params: {} });
  const context = { session, signal: new AbortController().signal };
  const answers = await Promise.allSettled(Array.from({ length: 40 }, () => follow!.run(params, context)));
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(16);
  for (const answer of answers) {
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'too-many' });
  }
  session.close();
});
