/** Deleting a run removes what Flowscope wrote, and nothing else. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { acquireLease } from '../../runs/lease/lease.ts';
import { deleteRun } from './delete-run.ts';
import { until, useRuns } from './testing/use-runs.ts';

const runs = useRuns();
const { call, list, start, stop } = runs;

async function trained(name = 'slow'): Promise<string> {
  const { id, runDir } = await start(name);
  await stop(id);
  return runDir;
}

const kept = (runDir: string) => call<{ kept: string[] }>('run/delete', { run: runDir }).then((answer) => answer.kept);

test('files of the user and runs inside stay, and the answer names them', async () => {
  const runDir = await trained();
  const inner = join(runDir, 'second');
  mkdirSync(join(inner, 'checkpoints'), { recursive: true });
  for (const name of ['run.json', 'metrics.jsonl', 'checkpoints/step-1.safetensors'])
    writeFileSync(join(inner, name), 'x');
  mkdirSync(join(runDir, 'checkpoints'), { recursive: true });
  writeFileSync(join(runDir, 'notes.txt'), 'mine');
  writeFileSync(join(runDir, 'checkpoints', 'best-of-all.safetensors'), 'mine');
  writeFileSync(join(runDir, 'checkpoints', 'step-7.safetensors'), 'ours');
  writeFileSync(join(runDir, 'checkpoints', '.step-8.json.tmp'), 'ours');
  writeFileSync(join(runDir, 'checkpoints', '.step-8.safetensors.0123abcd.tmp'), 'ours');
  mkdirSync(join(runDir, 'snapshots'), { recursive: true });
  for (const name of ['step-7.safetensors', 'step-7.json', '.step-8.json.0123abcd.tmp'])
    writeFileSync(join(runDir, 'snapshots', name), 'ours');
  const others = ['checkpoints/best-of-all.safetensors', 'notes.txt', 'second'];
  const before = await call<{ runDir: string; others: string[] }>('run/deletable', { run: runDir });
  expect({ ...before, others: before.others.toSorted() }).toEqual({ runDir, others });
  expect((await kept(runDir)).toSorted()).toEqual(others);
  expect(readdirSync(runDir).sort()).toEqual(['checkpoints', 'notes.txt', 'second']);
  expect(readdirSync(join(runDir, 'checkpoints'))).toEqual(['best-of-all.safetensors']);
  expect(readdirSync(inner, { recursive: true })).toHaveLength(4);
  expect(readdirSync(dirname(runDir))).toHaveLength(1);
  expect(await list()).toEqual([]);
});

test('a run that has only our files goes as a whole, with those moved aside; no neighbor is swept', async () => {
  const runDir = await trained();
  for (const folder of ['checkpoints', 'snapshots']) {
    const aside = join(runDir, 'set-aside', '20261129T101500Z-2', folder);
    mkdirSync(aside, { recursive: true });
    writeFileSync(join(aside, 'step-7.safetensors'), 'ours');
  }
  const neighbor = join(dirname(runDir), '.deleted-but-mine');
  mkdirSync(neighbor);
  writeFileSync(join(neighbor, 'run.json'), 'mine');
  expect(await kept(runDir)).toEqual([]);
  expect(readdirSync(dirname(runDir))).toEqual(['.deleted-but-mine']);
  expect(readFileSync(join(neighbor, 'run.json'), 'utf8')).toBe('mine');
});

test('the next daemon finishes a recorded deletion, and removes only our files from it', async () => {
  const runDir = await trained();
  const doomed = join(dirname(runDir), '.deleted-slow-0123abcd');
  const unrecorded = join(dirname(runDir), '.deleted-slow-4567abcd');
  renameSync(runDir, doomed);
  writeFileSync(join(doomed, 'put-here-later.txt'), 'mine');
  mkdirSync(unrecorded);
  writeFileSync(join(unrecorded, 'run.json'), '{}');
  const record = join(runs.folder, 'state', 'deletions.json');
  writeFileSync(record, JSON.stringify({ folders: [doomed, join(dirname(runDir), 'work')] }));
  await runs.reopen({ log: () => {} });
  await until(
    () => readFileSync(record, 'utf8'),
    (text) => !text.includes('0123abcd'),
  );
  expect(readdirSync(doomed)).toEqual(['put-here-later.txt']);
  expect(readdirSync(unrecorded)).toEqual(['run.json']);
});

test('what was put in place of our files is not followed and stays', async () => {
  const runDir = await trained();
  const elsewhere = join(runs.folder, 'elsewhere');
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'step-1.safetensors'), 'mine');
  rmSync(join(runDir, 'checkpoints'), { recursive: true, force: true });
  symlinkSync(elsewhere, join(runDir, 'checkpoints'));
  expect(await kept(runDir)).toEqual(['checkpoints']);
  expect(readdirSync(elsewhere)).toEqual(['step-1.safetensors']);
});

test('a run that another process trains is not deletable', async () => {
  const runDir = await trained();
  const lease = await acquireLease(runDir);
  await expect(call('run/deletable', { run: runDir })).rejects.toMatchObject({ code: 'run-locked' });
  await expect(call('run/delete', { run: runDir })).rejects.toMatchObject({ code: 'run-locked' });
  lease.release();
  expect(existsSync(join(runDir, 'run.json'))).toBe(true);
});

test('a run that a client moved to the trash is announced to the others; one that still exists is refused', async () => {
  const runDir = await trained();
  const removed: string[] = [];
  runs.plugin.service.listen({ removed: (place) => removed.push(place.runDir) });
  await expect(call('run/delete', { run: runDir, trashed: true })).rejects.toMatchObject({ code: 'run-exists' });
  expect(existsSync(join(runDir, 'run.json'))).toBe(true);
  rmSync(runDir, { recursive: true });
  await call('run/delete', { run: runDir, trashed: true });
  expect(removed).toEqual([runDir]);
});

test('a record of deletions that cannot be read is kept, and no run is deleted without one', async () => {
  const runDir = await trained();
  const record = join(runs.folder, 'state', 'deletions.json');
  for (const damage of [() => writeFileSync(record, '{"folders": ['), () => mkdirSync(record)]) {
    rmSync(record, { force: true });
    damage();
    const lines: string[] = [];
    await runs.reopen({ log: (line) => lines.push(line) });
    expect(lines).toEqual([expect.stringContaining(record)]);
    await expect(call('run/delete', { run: runDir })).rejects.toMatchObject({ code: 'unreadable', file: record });
    expect(existsSync(record)).toBe(true);
    expect(existsSync(join(runDir, 'run.json'))).toBe(true);
  }
  rmSync(record, { recursive: true });
  // It is read again.
  expect(await kept(runDir)).toEqual([]);
});

test('no recorded folder is forgotten, however many there are', async () => {
  const record = join(runs.folder, 'state', 'deletions.json');
  // Nothing can be removed below a file.
  writeFileSync(join(runs.folder, 'file'), '');
  const folders = Array.from({ length: 600 }, (_, i) => join(runs.folder, 'file', `.deleted-${i}`));
  writeFileSync(record, JSON.stringify({ folders }));
  await runs.reopen({ log: () => {} });
  const runDir = await trained();
  await kept(runDir);
  expect(JSON.parse(readFileSync(record, 'utf8'))).toEqual({ folders });
});

test('a deletion whose lease is lost stops before anything is moved', async () => {
  const runDir = await trained();
  writeFileSync(join(runDir, 'notes.txt'), 'mine');
  const before = readdirSync(runDir).filter((name) => !name.startsWith('lease'));
  const begin = async () => {
    rmSync(join(runDir, 'lease'));
    writeFileSync(join(runDir, 'lease'), '');
  };
  const deleting = deleteRun(runDir, () => {}, { begin, sweep: async () => {} });
  await expect(deleting).rejects.toMatchObject({ code: 'lease-lost' });
  expect(readdirSync(runDir).filter((name) => !name.startsWith('lease'))).toEqual(before);
});
