import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fullDisk, intercepted } from '../../../test/durability/faulty-file-system.ts';
import { openCheckpointStore } from '../checkpoints/checkpoint-store.ts';
import { checkSnapshots } from '../fsck/check-snapshots.ts';
import { isDamage } from '../fsck/file-state.ts';
import { content } from '../testing/checkpoint-folder.ts';
import { isPausing } from '../write-error.ts';
import { findWeights, readWeights } from './read-weights.ts';
import { listSnapshots } from './snapshot-folder.ts';
import { openSnapshotStore, type SnapshotStoreOptions } from './snapshot-store.ts';

const STEPS = [1, 2, 4, 8];

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flowscope-snapshots-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const folders = () => ({ checkpoints: join(root, 'checkpoints'), snapshots: join(root, 'snapshots') });
const folder = () => folders().snapshots;
const open = (more: Partial<SnapshotStoreOptions> = {}) =>
  openSnapshotStore(folder(), { steps: STEPS, from: 0, keepLater: false, ...more });
const weights = (step: number) =>
  new Map([...content(step).tensors].filter(([name]) => name.startsWith('parameters/')));
const steps = async () => (await listSnapshots(folder())).snapshots.map(({ step }) => step);
const damaged = async () => (await listSnapshots(folder())).damaged.map(({ step }) => step);
/** Writes the snapshots up to a step, as training does. */
async function writeUpTo(step: number, more?: Partial<SnapshotStoreOptions>): Promise<void> {
  const store = await open(more);
  for (let at = (more?.from ?? 0) + 1; at <= step; at++) if (store.due(at)) await store.write(at, weights(at));
}

test('a snapshot comes back as it was written, without any fsync of its files', async () => {
  const calls: string[] = [];
  const store = await open({ files: intercepted((call) => calls.push(call)) });
  expect([store.due(3), store.due(4), store.next(4), store.next(8)]).toEqual([
    false,
    true,
    8,
    Number.POSITIVE_INFINITY,
  ]);
  await store.write(4, weights(4));
  expect(store.due(4)).toBe(false);
  expect(calls.filter((call) => call.startsWith('sync step') || call.startsWith('sync .step'))).toEqual([]);
  const read = await readWeights(folders(), 4);
  expect(read).toMatchObject({ step: 4, path: join(folder(), 'step-4.safetensors') });
  expect(read.tensors).toEqual(weights(4));
});

test('without snapshots there is no folder', async () => {
  await open({ steps: [] });
  expect(readdirSync(root)).toEqual([]);
  expect(await steps()).toEqual([]);
});

test('a checkpoint of the same step comes first; one that is damaged is an error', async () => {
  await writeUpTo(8);
  const store = await openCheckpointStore(folders().checkpoints, { keep: 3 });
  const { sha256, path } = await store.write(content(4));
  expect(await findWeights(folders(), 4)).toMatchObject({ sha256, path });
  expect(await readWeights(folders(), 4)).toMatchObject({ path });
  writeFileSync(join(folders().checkpoints, 'step-4.json'), 'damaged');
  await expect(findWeights(folders(), 4)).rejects.toMatchObject({ code: 'checkpoint' });
});

test('an unknown step: the error lists checkpoints and snapshots; latest and best are never snapshots', async () => {
  await writeUpTo(8);
  await expect(findWeights(folders(), 'latest')).rejects.toMatchObject({ code: 'checkpoint' });
  await (await openCheckpointStore(folders().checkpoints, { keep: 3 })).write(content(6));
  await expect(findWeights(folders(), 5)).rejects.toMatchObject({
    message: expect.stringContaining('There is no checkpoint of step 5'),
    hint: expect.stringContaining('checkpoints of steps 6 and snapshots of steps 1, 2, 4, 8'),
  });
  expect(await findWeights(folders(), 'latest')).toMatchObject({ step: 6 });
  expect(await findWeights(folders(), null)).toMatchObject({ step: 6 });
});

test('a damaged snapshot is an error that names its file', async () => {
  await writeUpTo(8);
  const path = join(folder(), 'step-2.safetensors');
  const bytes = readFileSync(path);
  bytes[bytes.length - 5]! ^= 1;
  writeFileSync(path, bytes);
  await expect(readWeights(folders(), 2)).rejects.toMatchObject({ code: 'checkpoint', file: path });
  writeFileSync(join(folder(), 'step-4.json'), '{}');
  await expect(readWeights(folders(), 4)).rejects.toMatchObject({ file: join(folder(), 'step-4.json') });
  rmSync(join(folder(), 'step-8.safetensors'));
  await expect(readWeights(folders(), 8)).rejects.toThrow(/step-8.safetensors: it is missing/);
  expect([await steps(), await damaged()]).toEqual([[1, 2, 4], [8]]);
});

test('a resumed run ends with the same snapshots, byte for byte, wherever it was interrupted', async () => {
  const now = () => new Date(0);
  await writeUpTo(9, { now });
  const contents = () => readdirSync(folder()).map((name) => [name, readFileSync(join(folder(), name), 'hex')]);
  const expected = contents();
  for (const [killed, from] of [
    [2, 0],
    [3, 3],
    [9, 2],
    [9, 8],
  ] as const) {
    rmSync(folder(), { recursive: true });
    await writeUpTo(killed, { now });
    await writeUpTo(9, { from, now });
    expect(contents()).toEqual(expected);
  }
});

test('opening removes what a killed writer left and what is written again', async () => {
  await writeUpTo(8);
  for (const name of [
    '.step-9.safetensors.0123abcd.tmp',
    '.step-9.json.0123abcd.tmp',
    'step-9.safetensors',
    'notes.txt',
  ])
    writeFileSync(join(folder(), name), 'x');
  await open({ from: 3 });
  expect(await steps()).toEqual([1, 2]);
  expect(readdirSync(folder()).sort()).toEqual([
    'notes.txt',
    'step-1.json',
    'step-1.safetensors',
    'step-2.json',
    'step-2.safetensors',
  ]);
  expect(readdirSync(root)).toEqual(['snapshots']);
});

test('what cannot be used is moved aside, and later ones as well if checkpoints were skipped', async () => {
  await writeUpTo(8);
  truncateSync(join(folder(), 'step-1.safetensors'), 100);
  writeFileSync(join(folder(), 'step-2.json'), 'torn');
  await open({ from: 4, keepLater: true });
  expect(await steps()).toEqual([4]);
  const [time] = readdirSync(join(root, 'set-aside'));
  expect(readdirSync(join(root, 'set-aside', time!, 'snapshots')).sort()).toEqual(
    [1, 2, 8].flatMap((step) => [`step-${step}.json`, `step-${step}.safetensors`]),
  );
});

test('on a full disk nothing remains of the snapshot, and it can be written again', async () => {
  await writeUpTo(2);
  const fault = { bytesLeft: 1000, code: 'ENOSPC' };
  const store = await open({ from: 2, files: fullDisk(fault) });
  const failed = await store.write(4, weights(4)).catch((error: unknown) => error);
  expect(isPausing(failed)).toBe(true);
  // The tensors fit, the manifest does not.
  fault.bytesLeft = statSync(join(folder(), 'step-2.safetensors')).size + 10;
  expect(isPausing(await store.write(4, weights(4)).catch((error: unknown) => error))).toBe(true);
  expect([store.due(4), await steps(), readdirSync(folder()).length]).toEqual([true, [1, 2], 4]);
  fault.bytesLeft = 1e6;
  await store.write(4, weights(4));
  expect(await steps()).toEqual([1, 2, 4]);
});

test('a kill at any moment of a write leaves no damage, and the snapshot is written again', async () => {
  for (let last = 0; ; last++) {
    rmSync(folder(), { recursive: true, force: true });
    await writeUpTo(2);
    let calls = 0;
    // After a kill nothing is cleaned up either.
    const files = intercepted(() => {
      if (calls++ >= last) throw new Error('killed');
    });
    const killed = await openSnapshotStore(folder(), { steps: STEPS, from: 2, keepLater: false, files })
      .then((own) => own.write(4, weights(4)))
      .then(
        () => false,
        () => true,
      );
    expect(await damaged()).toEqual([]);
    for (const step of await steps()) expect((await readWeights(folders(), step)).tensors).toEqual(weights(step));
    expect((await checkSnapshots(folder())).filter(isDamage)).toEqual([]);
    await writeUpTo(9, { from: 2 });
    expect(await steps()).toEqual(STEPS);
    expect(readdirSync(folder())).toHaveLength(2 * STEPS.length);
    if (!killed) break;
  }
});

test('nothing is written through a link', async () => {
  symlinkSync(tmpdir(), folder());
  await expect(open()).rejects.toThrow(/not a folder/);
});
