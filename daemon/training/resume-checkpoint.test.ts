/** What a resume does where checkpoints, or the record of the run, are damaged or missing. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StartEvent } from '../../protocol/train-events.ts';
import { listCheckpoints } from '../runs/checkpoints/list-checkpoints.ts';
import { openRun } from '../runs/directory/run-directory.ts';
import { done, stopAt, TOY, useSmallRuns } from './testing/small-runs.ts';
import { snapshotFiles } from './testing/snapshot-files.ts';

const { trainNew, resume } = useSmallRuns();

const TRAINING = {
  steps: 20,
  batchSize: 100,
  seed: 3,
  validation: { every: 5, samples: 100 },
  checkpoint: { every: 5 },
};
const contents = (folder: string) =>
  readdirSync(folder)
    .sort()
    .map((name) => [name, readFileSync(join(folder, name)).toString('hex')]);
const damage = (path: string) => {
  const bytes = readFileSync(path);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(path, bytes);
};

test('without a readable checkpoint a resume stops, and touches nothing; --from-start moves them aside', async () => {
  const whole = done(await trainNew(TOY, TRAINING));
  const { runDir } = await trainNew(TOY, TRAINING, stopAt(10));
  const { paths } = await openRun(runDir);
  for (const { path } of await listCheckpoints(paths.checkpoints)) damage(path);
  const before = contents(paths.checkpoints);
  const snapshots = contents(paths.snapshots);
  await expect(resume(runDir)).rejects.toMatchObject({
    code: 'checkpoint',
    message: expect.stringMatching(/None of the checkpoints .*step-10.safetensors: its SHA-256/),
    hint: expect.stringContaining('--from-start'),
  });
  expect([contents(paths.checkpoints), contents(paths.snapshots)]).toEqual([before, snapshots]);
  const again = await resume(runDir, { fromStart: true });
  expect(done(again).parametersSha256).toBe(whole.parametersSha256);
  const start = again.events[0] as StartEvent;
  expect(start).toMatchObject({ resumedFrom: 0, setAside: expect.stringContaining(join(runDir, 'set-aside')) });
  expect(contents(join(start.setAside!, 'checkpoints'))).toEqual(before);
  expect(contents(join(start.setAside!, 'snapshots'))).toEqual(snapshots);
  expect(snapshotFiles(runDir)).toEqual(snapshotFiles(whole.runDir));
});

test('checkpoints that a resume skips are moved aside, and it ends with the same weights', async () => {
  const whole = done(await trainNew(TOY, TRAINING));
  const { runDir } = await trainNew(TOY, TRAINING, stopAt(10));
  const { paths } = await openRun(runDir);
  const newest = (await listCheckpoints(paths.checkpoints)).at(-1)!;
  damage(newest.path);
  const damaged = readFileSync(newest.path);
  const resumed = await resume(runDir);
  expect(done(resumed).parametersSha256).toBe(whole.parametersSha256);
  const { setAside } = resumed.events[0] as StartEvent;
  expect(readFileSync(join(setAside!, 'checkpoints', `step-${newest.step}.safetensors`))).toEqual(damaged);
});

test('a resume refuses an edited number of steps, and missing checkpoints', async () => {
  const { runDir } = await trainNew(TOY, TRAINING, stopAt(10));
  const path = join(runDir, 'run.json');
  const recorded = readFileSync(path, 'utf8');
  writeFileSync(path, recorded.replace('"steps": 20,\n "parameters"', '"steps": 30,\n "parameters"'));
  await expect(resume(runDir)).rejects.toMatchObject({
    code: 'run-damaged',
    message: expect.stringContaining('checksum'),
  });
  writeFileSync(path, recorded);
  // The folder of the checkpoints is lost.
  rmSync(join(runDir, 'checkpoints'), { recursive: true });
  await expect(resume(runDir)).rejects.toMatchObject({ code: 'checkpoint' });
  writeFileSync(join(runDir, 'checkpoints'), '');
  await expect(resume(runDir)).rejects.toMatchObject({ code: 'checkpoint' });
});
