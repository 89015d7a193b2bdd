import { beforeEach, expect, test, vi } from 'vitest';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { finishedRun } from '../../testing/finished-run.ts';
import type { Session } from '../session.ts';
import { watchForeignRuns } from './foreign-runs.ts';
import { watchHandler } from './methods/watch.ts';
import { type FakeSession, fakeSession } from './testing/fake-session.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => void vi.useRealTimers();
});

/** `run/watch` of a session on runs that the test provides. */
function watched() {
  const disk: { runs: readonly RunInfo[]; fails: boolean } = { runs: [], fails: false };
  const lines: string[] = [];
  const list = async () => {
    if (disk.fails) throw new Error('EMFILE');
    return disk.runs;
  };
  const foreign = watchForeignRuns({ list }, (line) => lines.push(line));
  const handler = watchHandler({ listen: () => ({ dispose: () => undefined }), sees: async () => true }, foreign);
  const watch = (session: Session) => handler.run({}, { session, signal: new AbortController().signal });
  return { disk, lines, watch };
}

const told = ({ notifications }: FakeSession) => notifications.map(({ method }) => method);

test('existing runs are left to the list; runs that are added right after it, changed or removed are reported', async () => {
  const { disk, watch } = watched();
  const session = fakeSession(['/work']);
  disk.runs = [finishedRun(1)];
  await watch(session);
  // The session requests its list now, and the run appears before the next scan.
  disk.runs = [finishedRun(1), finishedRun(2)];
  await vi.advanceTimersByTimeAsync(2000);
  expect(session.notifications).toEqual([{ method: 'run/changed', params: { run: finishedRun(2) } }]);
  disk.runs = [{ ...finishedRun(1), step: 1 }];
  await vi.advanceTimersByTimeAsync(2000);
  expect(told(session)).toEqual(['run/changed', 'run/changed', 'run/removed']);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(told(session)).toHaveLength(3);
  session.close();
});

test('a second request waits for the same first look, and no run is reported twice', async () => {
  const { disk, watch } = watched();
  const session = fakeSession(['/work']);
  await Promise.all([watch(session), watch(session)]);
  disk.runs = [finishedRun(1)];
  await vi.advanceTimersByTimeAsync(2000);
  expect(told(session)).toEqual(['run/changed']);
  session.close();
});

test('if the first look fails, the next one reports every run', async () => {
  const { disk, lines, watch } = watched();
  const session = fakeSession(['/work']);
  disk.fails = true;
  await watch(session);
  expect(lines).toEqual([expect.stringContaining('EMFILE')]);
  disk.fails = false;
  disk.runs = [finishedRun(1)];
  await vi.advanceTimersByTimeAsync(2000);
  expect(told(session)).toEqual(['run/changed']);
  session.close();
});
