/** Elections within one process; those of processes are in test/server. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type StatePaths, statePaths } from '../../client/state-folder.ts';
import { type Election, electDaemon } from './election.ts';

let paths: StatePaths;
beforeEach(async () => {
  paths = statePaths(join(await mkdtemp(join(tmpdir(), 'flowscope-election-')), 'daemon.json'));
});
afterEach(() => rm(paths.folder, { recursive: true, force: true }));

function leader(election: Election) {
  if (election.kind !== 'leader') throw new Error('another leads');
  return election.lock;
}

test('the lock is private, and a released one is free', async () => {
  const first = leader(await electDaemon(paths, { instance: 'a' }));
  expect((await stat(paths.lock)).mode & 0o777).toBe(0o600);
  expect(first.confirm()).toBe(true);
  first.release();
  leader(await electDaemon(paths, { instance: 'b' })).release();
});

test('where the file system has no locks, a sign of life decides, and goes with its daemon', async () => {
  const lock = () => 'unsupported' as const;
  const first = leader(await electDaemon(paths, { instance: 'a', lock }));
  expect(first.confirm()).toBe(true);
  await expect(electDaemon(paths, { instance: 'b', lock, patience: 100 })).rejects.toMatchObject({
    code: 'daemon-unreachable',
  });
  first.release();
  expect(await readdir(paths.folder)).not.toContain('lease.json');
  const second = leader(await electDaemon(paths, { instance: 'b', lock }));
  expect([first.confirm(), second.confirm()]).toEqual([false, true]);
  second.release();
});
