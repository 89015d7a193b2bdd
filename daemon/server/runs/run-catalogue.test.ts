import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireLease } from '../../runs/lease/lease.ts';
import { leaseOwnerPath } from '../../runs/lease/lease-owner.ts';
import { makeRun } from '../../runs/testing/make-run.ts';
import { createRunCatalogue } from './run-catalogue.ts';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'flowscope-catalogue-')));
});
afterEach(() => rmSync(root, { recursive: true }));

test('a run whose trainer is unknown is looked at again until it rests', async () => {
  const run = await makeRun(root, { name: 'moons', seed: 1, steps: 10 });
  const catalogue = createRunCatalogue();
  const lease = await acquireLease(run.directory);
  // As on a full disk, and briefly at the start and end of each run.
  rmSync(leaseOwnerPath(run.directory));
  expect((await catalogue.status(run.directory)).status).toMatchObject({ status: 'running', pid: null });
  // This changes no watched file.
  lease.release();
  expect((await catalogue.status(run.directory)).status).toMatchObject({ status: 'interrupted', pid: null });
});

test('damaged runs are listed apart; folders that are no runs are not', async () => {
  const intact = await makeRun(root, { name: 'intact', seed: 1, steps: 10 });
  const damaged = await makeRun(root, { name: 'damaged', seed: 1, steps: 10 });
  const without = await makeRun(root, { name: 'without', seed: 1, steps: 10 });
  writeFileSync(join(damaged.directory, 'run.json'), '{');
  rmSync(join(without.directory, 'run.json'));
  mkdirSync(without.paths.checkpoints, { recursive: true });
  writeFileSync(join(without.paths.checkpoints, 'step-5.safetensors'), 'x');
  const runs = dirname(intact.directory);
  mkdirSync(join(runs, 'no-run'));
  // What a deletion keeps.
  mkdirSync(join(runs, 'deleted', 'checkpoints'), { recursive: true });
  writeFileSync(join(runs, 'deleted', 'checkpoints', 'step-5.safetensors.bak'), 'mine');
  const found = await createRunCatalogue().list(runs);
  expect(found.entries.map(({ run }) => run.directory)).toEqual([intact.directory]);
  expect(found.damaged.map(({ runDir }) => runDir).toSorted()).toEqual(
    [damaged.directory, without.directory].toSorted(),
  );
});
