import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Fault, fullDisk, intercepted, systemError } from '../../../test/durability/faulty-file-system.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { fenced } from '../file-system.ts';
import { openMetricsLog } from '../logs/metrics-log.ts';
import { isPausing } from '../write-error.ts';
import { readManifests } from './checkpoint-manifest.ts';
import { readCheckpoint, readNewest } from './checkpoint-reader.ts';
import { type CheckpointContent, openCheckpointStore } from './checkpoint-store.ts';
import { listCheckpoints } from './find-checkpoint.ts';

let root = '';
let folder = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flowscope-checkpoints-'));
  folder = join(root, 'checkpoints');
});
afterEach(() => rmSync(root, { recursive: true }));

const content = (step: number, best = false, value = step): CheckpointContent => ({
  step,
  tensors: new Map([
    ['parameters/w', { shape: [1000], data: new Float32Array(1000).fill(value) }],
    ['optimizer/m/w', { shape: [2], data: Float64Array.of(value, -value) }],
  ]),
  state: { step, bestNll: 1 / 3, optimizer: { form: 'adam-scaled', beta1: 0.9 }, generator: [1, 2 ** 40] },
  best,
});

const promised = () => {
  let settle = () => {};
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return [promise, settle] as const;
};

const file = (step: number) => join(folder, `step-${step}.safetensors`);
const steps = async () => (await listCheckpoints(folder)).map(({ step }) => step);
const damage = (step: number) => {
  const bytes = readFileSync(file(step));
  bytes[bytes.length - 9]! ^= 1;
  writeFileSync(file(step), bytes);
};

test('a checkpoint comes back as it was written', async () => {
  const store = await openCheckpointStore(folder, { keep: 3, now: () => new Date(0) });
  const written = await store.write(content(5, true));
  const checkpoint = await readCheckpoint(folder, 'latest');
  expect(checkpoint).toMatchObject({
    ...written,
    step: 5,
    best: true,
    path: file(5),
    time: '1970-01-01T00:00:00.000Z',
  });
  expect(checkpoint.state).toEqual(content(5).state);
  expect(Object.fromEntries(checkpoint.tensors)).toEqual(Object.fromEntries(content(5).tensors));
  expect(JSON.parse(readFileSync(join(folder, 'step-5.json'), 'utf8'))).toMatchObject({
    v: 1,
    step: 5,
    sha256: written.sha256,
  });
});

test('the file is fsynced before its rename, and the folder before the promise resolves', async () => {
  const calls: string[] = [];
  const store = await openCheckpointStore(folder, { keep: 3, files: intercepted((call) => calls.push(call)) });
  await store.write(content(1));
  expect(calls.filter((call) => !call.startsWith('remove'))).toEqual([
    'make folder checkpoints',
    `sync folder ${basename(root)}`,
    'create .step-1.safetensors.tmp',
    'sync .step-1.safetensors.tmp',
    'rename to step-1.safetensors',
    'create .step-1.json.tmp',
    'sync .step-1.json.tmp',
    'rename to step-1.json',
    'sync folder checkpoints',
  ]);
});

test('the last k and the best are kept; a better one supersedes the best', async () => {
  const store = await openCheckpointStore(folder, { keep: 2 });
  for (const step of [1, 2, 3, 4, 5]) await store.write(content(step, step === 2));
  expect(await steps()).toEqual([2, 4, 5]);
  expect((await listCheckpoints(folder)).map(({ best }) => best)).toEqual([true, false, false]);
  expect((await readCheckpoint(folder, 'best')).step).toBe(2);
  await store.write(content(6, true));
  expect(await steps()).toEqual([5, 6]);
  expect((await readCheckpoint(folder, 'best')).step).toBe(6);
  expect(readdirSync(folder).length).toBe(4);
});

test('damaged newer checkpoints are skipped, with the reason; best and numbers never fall back', async () => {
  const store = await openCheckpointStore(folder, { keep: 5 });
  for (const step of [1, 2, 3, 4]) await store.write(content(step, step === 3));
  damage(4);
  truncateSync(file(3), 100);
  const { checkpoint, skipped } = await readNewest(folder);
  expect(checkpoint?.step).toBe(2);
  expect(skipped.map(({ step }) => step)).toEqual([4, 3]);
  expect(skipped[0]!.reason).toContain('SHA-256');
  expect(skipped[1]!.reason).toContain('header');
  await expect(readCheckpoint(folder, 'best')).rejects.toMatchObject({ code: 'checkpoint', file: file(3) });
  await expect(readCheckpoint(folder, 4)).rejects.toMatchObject({ code: 'checkpoint', file: file(4) });
  await expect(readCheckpoint(folder, 9)).rejects.toMatchObject({
    code: 'checkpoint',
    hint: expect.stringContaining('1, 2, 3, 4'),
  });
  expect((await readCheckpoint(folder, 1)).step).toBe(1);
});

test('a resume moves the later, damaged ones aside', async () => {
  const store = await openCheckpointStore(folder, { keep: 5 });
  for (const step of [1, 2, 3]) await store.write(content(step, step === 3));
  writeFileSync(join(folder, 'step-2.json'), '{');
  damage(3);
  expect((await readNewest(folder)).skipped.map(({ step }) => step)).toEqual([3, 2]);
  const aside = await store.setAsideAfter(1);
  expect(await readNewest(folder)).toMatchObject({ checkpoint: { step: 1 }, skipped: [] });
  expect(readdirSync(folder).sort()).toEqual(['step-1.json', 'step-1.safetensors']);
  expect(readdirSync(join(aside!, 'checkpoints')).sort()).toEqual([
    'step-2.json',
    'step-2.safetensors',
    'step-3.json',
    'step-3.safetensors',
  ]);
  expect(await store.setAsideAfter(1)).toBeNull();
});

test('a damaged best is never replaced by an older one, or by the newest', async () => {
  const store = await openCheckpointStore(folder, { keep: 5 });
  for (const step of [1, 2, 3, 4]) await store.write(content(step, step === 1 || step === 3));
  const manifest = join(folder, 'step-3.json');
  const intact = readFileSync(manifest, 'utf8');
  for (const [text, reason] of [
    [intact.replace('"best":true', '"best":false'), 'checksum'],
    [intact.replace('"v":1', '"v":2'), 'its version is 2'],
    [intact.slice(0, -9), 'not valid JSON'],
  ] as const) {
    writeFileSync(manifest, text);
    for (const choice of [null, 'best', 3] as const) {
      const error: unknown = await readCheckpoint(folder, choice).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'checkpoint', file: manifest, message: expect.stringContaining(reason) });
      expect(error).toMatchObject({ hint: expect.stringContaining(`flowscope fsck ${root} --repair`) });
    }
    expect((await readCheckpoint(folder, 'latest')).step).toBe(4);
    expect((await listCheckpoints(folder)).filter(({ best }) => best)).toEqual([]);
  }
  writeFileSync(manifest, intact);
  rmSync(file(3));
  for (const choice of [null, 'best'] as const) {
    // Nothing can rebuild tensors.
    const hint = expect.not.stringContaining('--repair');
    await expect(readCheckpoint(folder, choice)).rejects.toMatchObject({ file: file(3), hint });
  }
});

test('a damaged checkpoint that was not the best is in the way of nothing else', async () => {
  const store = await openCheckpointStore(folder, { keep: 5 });
  for (const step of [1, 2]) {
    await store.write({ ...content(step, step === 1), state: { step, best: { step: 1, nll: 0, notFinite: 0 } } });
  }
  writeFileSync(join(folder, 'step-2.json'), '{');
  expect((await readCheckpoint(folder, null)).step).toBe(1);
  await expect(readCheckpoint(folder, 'latest')).rejects.toMatchObject({ file: join(folder, 'step-2.json') });
});

test('tensors without a manifest are damage only if the log says that they were committed', async () => {
  const store = await openCheckpointStore(folder, { keep: 5 });
  const { sha256, path } = await store.write(content(1));
  await store.write(content(2, true));
  rmSync(join(folder, 'step-2.json'));
  expect((await readCheckpoint(folder, null)).step).toBe(1);
  const log = openMetricsLog(join(root, 'metrics.jsonl'));
  log.append('checkpoint', 1, { path, sha256, best: false });
  log.append('checkpoint', 2, { path: file(2), sha256, best: true });
  const lost = { code: 'checkpoint', file: join(folder, 'step-2.json') };
  for (const choice of [null, 'best', 'latest', 2] as const) {
    await expect(readCheckpoint(folder, choice)).rejects.toMatchObject(lost);
  }
  // A writer keeps it, since it may be repaired.
  await openCheckpointStore(folder, { keep: 5 });
  expect(readdirSync(folder)).toContain('step-2.safetensors');
  log.resume(1);
  log.close();
  expect((await readCheckpoint(folder, null)).step).toBe(1);
});

test('manifests of older versions, without a checksum, are read', async () => {
  const store = await openCheckpointStore(folder, { keep: 5 });
  await store.write(content(1, true));
  const manifest = join(folder, 'step-1.json');
  const { checksum: _, ...older } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>;
  writeFileSync(manifest, JSON.stringify(older));
  expect((await readManifests(folder)).manifests).toMatchObject([{ step: 1, verified: false }]);
  expect((await readCheckpoint(folder, 'best')).step).toBe(1);
});

test('a folder that cannot be read is not an empty one', async () => {
  writeFileSync(folder, '');
  for (const read of [readNewest, listCheckpoints, (at: string) => readCheckpoint(at, null)]) {
    await expect(read(folder)).rejects.toMatchObject({ code: 'checkpoint', file: folder });
  }
});

test.each(['rename to .step-1.json.tmp', 'remove step-1.safetensors', 'remove .step-1.json.tmp'])(
  'a removal that is cut off before %s leaves no damage, and is finished later',
  async (cut) => {
    let isSecond = false;
    const dying = intercepted((call) => {
      if (isSecond && call === cut) throw new Error('killed');
    });
    const log = openMetricsLog(join(root, 'metrics.jsonl'));
    const store = await openCheckpointStore(folder, { keep: 1, files: dying });
    const { sha256, path } = await store.write(content(1));
    log.append('checkpoint', 1, { sha256, best: false, path });
    log.close();
    isSecond = true;
    await expect(store.write(content(2))).rejects.toThrow('killed');
    expect((await readManifests(folder)).unreadable).toEqual([]);
    await (await openCheckpointStore(folder, { keep: 1 })).write(content(3));
    expect(readdirSync(folder).sort()).toEqual(['step-3.json', 'step-3.safetensors']);
  },
);

test('opening removes temporaries and uncommitted files, and nothing else', async () => {
  const store = await openCheckpointStore(folder, { keep: 5 });
  await store.write(content(1));
  const ours = ['.step-2.safetensors.tmp', '.step-2.json.01234abc.tmp', 'step-3.safetensors'];
  const others = ['.notes.tmp', '.step-2.safetensors.01234abz.tmp', 'notes.txt', 'step-1.json.bak'];
  const left = () => readdirSync(folder).filter((name) => name !== 'step-1.json' && name !== 'step-1.safetensors');
  const leave = () => {
    for (const name of [...ours, ...others]) writeFileSync(join(folder, name), 'x');
  };
  leave();
  const next = await openCheckpointStore(folder, { keep: 5 });
  expect(left().sort()).toEqual(others);
  // A writer that was replaced may continue for a moment.
  leave();
  await next.write(content(1));
  expect(left().sort()).toEqual(others);
});

test('a writer that was stopped at any call and replaced continues without a trace, and without harm', async () => {
  let calls = 0;
  for (let stopAt = 1; ; stopAt++) {
    rmSync(folder, { recursive: true, force: true });
    calls = -Infinity;
    let isLost = false;
    const [stopped, stop] = promised();
    const [continued, resume] = promised();
    // It has confirmed its lease, and stops before the call itself.
    const slow = intercepted(() => {
      if (++calls !== stopAt) return;
      stop();
      return continued;
    });
    const files = fenced(slow, () => {
      if (isLost) throw new FlowscopeError('lease-lost', 'lost');
    });
    const first = await openCheckpointStore(folder, { keep: 1, files });
    await first.write(content(1));
    calls = 0;
    const written = first.write(content(2)).catch(() => null);
    if ((await Promise.race([written.then(() => 'written'), stopped])) === 'written') break;
    isLost = true;
    const next = await openCheckpointStore(folder, { keep: 1 });
    await next.write(content(2, false, 7));
    resume();
    await written;
    expect((await readNewest(folder)).checkpoint?.tensors.get('parameters/w')?.data[0]).toBe(7);
    await next.write(content(3));
    expect(readdirSync(folder).sort(), `stopped at call ${stopAt}`).toEqual(['step-3.json', 'step-3.safetensors']);
  }
  expect(calls).toBeGreaterThan(8);
});

describe('a disk that is full', () => {
  test.each(['ENOSPC', 'EDQUOT', 'EFBIG'])(
    '%s at any byte leaves the previous checkpoint, and a retry works',
    async (code) => {
      const fault: Fault = { bytesLeft: Infinity, code };
      const store = await openCheckpointStore(folder, { keep: 1, files: fullDisk(fault) });
      await store.write(content(1));
      const before = readdirSync(folder).sort();
      // The disk fills up in the header, in the tensors, or in the manifest.
      for (const room of [0, 10, 2000, 4300, 4500]) {
        fault.bytesLeft = room;
        await expect(store.write(content(2))).rejects.toMatchObject({
          code: 'disk-full',
          hint: expect.stringContaining('Free'),
        });
        expect(fault.bytesLeft).toBe(0);
        expect(readdirSync(folder).sort()).toEqual(before);
        expect(await readNewest(folder)).toMatchObject({ checkpoint: { step: 1 }, skipped: [] });
      }
      fault.bytesLeft = Infinity;
      await store.write(content(2));
      expect(await steps()).toEqual([2]);
    },
  );

  test('the same while a step is replaced', async () => {
    const fault: Fault = { bytesLeft: Infinity, code: 'ENOSPC' };
    const store = await openCheckpointStore(folder, { keep: 1, files: fullDisk(fault) });
    const first = await store.write(content(1, true));
    for (const room of [0, 2000, 4500]) {
      fault.bytesLeft = room;
      await expect(store.write(content(1, false, 7))).rejects.toMatchObject({ code: 'disk-full' });
      expect((await readCheckpoint(folder, 'best')).sha256).toBe(first.sha256);
    }
  });

  test.each(['EROFS', 'EACCES', 'EIO'])('%s is `unwritable`', async (code) => {
    const store = await openCheckpointStore(folder, { keep: 1, files: fullDisk({ bytesLeft: 0, code }) });
    const error: unknown = await store.write(content(1)).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'unwritable' });
    expect([isPausing(error), isPausing(new Error('x'))]).toEqual([true, false]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('a crash at any call while a step is replaced leaves the old or the new content', async () => {
  const old = content(1, true);
  const replacement = content(1, false, 7);
  const seen = new Set<string>();
  for (let allowed = 0; ; allowed++) {
    rmSync(folder, { recursive: true, force: true });
    const { sha256 } = await (await openCheckpointStore(folder, { keep: 1 })).write(old);
    let left = allowed;
    // As after SIGKILL: from a certain call on nothing reaches the disk, not even the removal of temporary files.
    const dying = intercepted(() => {
      if (left-- <= 0) throw systemError('EIO');
    });
    const outcome = await openCheckpointStore(folder, { keep: 1, files: dying })
      .then((store) => store.write(replacement))
      .catch(() => null);
    const { checkpoint, skipped } = await readNewest(folder);
    expect(skipped).toEqual([]);
    expect(checkpoint?.best).toBe(true);
    seen.add(checkpoint?.sha256 === sha256 ? 'old' : 'new');
    // The next writer continues from there.
    await (await openCheckpointStore(folder, { keep: 1 })).write(content(1, false, 8));
    expect((await readNewest(folder)).checkpoint?.tensors.get('parameters/w')?.data[0]).toBe(8);
    if (outcome !== null) break;
  }
  expect(seen).toEqual(new Set(['old', 'new']));
});

test('state that JSON cannot hold is refused, by place', async () => {
  const store = await openCheckpointStore(folder, { keep: 1 });
  const bad = { ...content(1), state: { nested: [{ nll: Number.POSITIVE_INFINITY }] } };
  await expect(store.write(bad)).rejects.toThrow('state.nested[0].nll');
});

test('a link in place of the folder is refused', async () => {
  mkdirSync(join(root, 'elsewhere'));
  symlinkSync(join(root, 'elsewhere'), folder);
  await expect(openCheckpointStore(folder, { keep: 1 })).rejects.toMatchObject({ code: 'unwritable' });
});

test('an empty folder has no checkpoint', async () => {
  expect(await readNewest(folder)).toEqual({ checkpoint: null, skipped: [] });
  await expect(readCheckpoint(folder, 'latest')).rejects.toMatchObject({ code: 'checkpoint' });
  await expect(readCheckpoint(folder, 'best')).rejects.toThrow('No checkpoint is marked as the best');
});
