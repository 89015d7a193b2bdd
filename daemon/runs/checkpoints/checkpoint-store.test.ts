import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Fault, fullDisk, intercepted, systemError } from '../../../test/durability/faulty-file-system.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { fenced } from '../file-system.ts';
import { openMetricsLog } from '../logs/metrics-log.ts';
import { content, useCheckpointFolder } from '../testing/checkpoint-folder.ts';
import { isPausing } from '../write-error.ts';
import { readManifests } from './checkpoint-manifest.ts';
import { readCheckpoint, readNewest } from './checkpoint-reader.ts';
import { openCheckpointStore } from './checkpoint-store.ts';
import { listCheckpoints } from './list-checkpoints.ts';

const at = useCheckpointFolder();

const promised = () => {
  let settle = () => {};
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return [promise, settle] as const;
};

test('a checkpoint comes back as it was written', async () => {
  const store = await openCheckpointStore(at.folder, { keep: 3, now: () => new Date(0) });
  const written = await store.write(content(5, true));
  const checkpoint = await readCheckpoint(at.folder, 'latest');
  expect(checkpoint).toMatchObject({
    ...written,
    step: 5,
    best: true,
    path: at.file(5),
    time: '1970-01-01T00:00:00.000Z',
  });
  expect(checkpoint.state).toEqual(content(5).state);
  expect(Object.fromEntries(checkpoint.tensors)).toEqual(Object.fromEntries(content(5).tensors));
  expect(JSON.parse(readFileSync(join(at.folder, 'step-5.json'), 'utf8'))).toMatchObject({
    v: 1,
    step: 5,
    sha256: written.sha256,
  });
});

test('the file is fsynced before its rename, and the folder before the promise resolves', async () => {
  const calls: string[] = [];
  const store = await openCheckpointStore(at.folder, { keep: 3, files: intercepted((call) => calls.push(call)) });
  await store.write(content(1));
  expect(calls.filter((call) => !call.startsWith('remove'))).toEqual([
    'make folder checkpoints',
    `sync folder ${basename(at.root)}`,
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
  const store = await openCheckpointStore(at.folder, { keep: 2 });
  for (const step of [1, 2, 3, 4, 5]) await store.write(content(step, step === 2));
  expect(await at.steps()).toEqual([2, 4, 5]);
  expect((await listCheckpoints(at.folder)).map(({ best }) => best)).toEqual([true, false, false]);
  expect((await readCheckpoint(at.folder, 'best')).step).toBe(2);
  await store.write(content(6, true));
  expect(await at.steps()).toEqual([5, 6]);
  expect((await readCheckpoint(at.folder, 'best')).step).toBe(6);
  expect(readdirSync(at.folder).length).toBe(4);
});

test.each(['rename to .step-1.json.tmp', 'remove step-1.safetensors', 'remove .step-1.json.tmp'])(
  'a removal that is cut off before %s leaves no damage, and is finished later',
  async (cut) => {
    let isSecond = false;
    const dying = intercepted((call) => {
      if (isSecond && call === cut) throw new Error('killed');
    });
    const log = openMetricsLog(join(at.root, 'metrics.jsonl'));
    const store = await openCheckpointStore(at.folder, { keep: 1, files: dying });
    const { sha256, path } = await store.write(content(1));
    log.append('checkpoint', 1, { sha256, best: false, path });
    log.close();
    isSecond = true;
    await expect(store.write(content(2))).rejects.toThrow('killed');
    expect((await readManifests(at.folder)).unreadable).toEqual([]);
    await (await openCheckpointStore(at.folder, { keep: 1 })).write(content(3));
    expect(readdirSync(at.folder).sort()).toEqual(['step-3.json', 'step-3.safetensors']);
  },
);

test('opening removes temporaries and uncommitted files, and nothing else', async () => {
  const store = await openCheckpointStore(at.folder, { keep: 5 });
  await store.write(content(1));
  const ours = ['.step-2.safetensors.tmp', '.step-2.json.01234abc.tmp', 'step-3.safetensors'];
  const others = ['.notes.tmp', '.step-2.safetensors.01234abz.tmp', 'notes.txt', 'step-1.json.bak'];
  const left = () => readdirSync(at.folder).filter((name) => name !== 'step-1.json' && name !== 'step-1.safetensors');
  const leave = () => {
    for (const name of [...ours, ...others]) writeFileSync(join(at.folder, name), 'x');
  };
  leave();
  const next = await openCheckpointStore(at.folder, { keep: 5 });
  expect(left().sort()).toEqual(others);
  // A writer that was replaced may continue for a moment.
  leave();
  await next.write(content(1));
  expect(left().sort()).toEqual(others);
});

test('a writer that was stopped at any call and replaced continues without a trace, and without harm', async () => {
  let calls = 0;
  for (let stopAt = 1; ; stopAt++) {
    rmSync(at.folder, { recursive: true, force: true });
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
    const first = await openCheckpointStore(at.folder, { keep: 1, files });
    await first.write(content(1));
    calls = 0;
    const written = first.write(content(2)).catch(() => null);
    if ((await Promise.race([written.then(() => 'written'), stopped])) === 'written') break;
    isLost = true;
    const next = await openCheckpointStore(at.folder, { keep: 1 });
    await next.write(content(2, false, 7));
    resume();
    await written;
    expect((await readNewest(at.folder)).checkpoint?.tensors.get('parameters/w')?.data[0]).toBe(7);
    await next.write(content(3));
    expect(readdirSync(at.folder).sort(), `stopped at call ${stopAt}`).toEqual(['step-3.json', 'step-3.safetensors']);
  }
  expect(calls).toBeGreaterThan(8);
});

describe('a disk that is full', () => {
  test.each(['ENOSPC', 'EDQUOT', 'EFBIG'])(
    '%s at any byte leaves the previous checkpoint, and a retry works',
    async (code) => {
      const fault: Fault = { bytesLeft: Infinity, code };
      const store = await openCheckpointStore(at.folder, { keep: 1, files: fullDisk(fault) });
      await store.write(content(1));
      const before = readdirSync(at.folder).sort();
      // The disk fills up in the header, in the tensors, or in the manifest.
      for (const room of [0, 10, 2000, 4300, 4500]) {
        fault.bytesLeft = room;
        await expect(store.write(content(2))).rejects.toMatchObject({
          code: 'disk-full',
          hint: expect.stringContaining(code === 'EFBIG' ? 'ulimit -f' : 'Free'),
        });
        expect(fault.bytesLeft).toBe(0);
        expect(readdirSync(at.folder).sort()).toEqual(before);
        expect(await readNewest(at.folder)).toMatchObject({ checkpoint: { step: 1 }, skipped: [] });
      }
      fault.bytesLeft = Infinity;
      await store.write(content(2));
      expect(await at.steps()).toEqual([2]);
    },
  );

  test('the same while a step is replaced', async () => {
    const fault: Fault = { bytesLeft: Infinity, code: 'ENOSPC' };
    const store = await openCheckpointStore(at.folder, { keep: 1, files: fullDisk(fault) });
    const first = await store.write(content(1, true));
    for (const room of [0, 2000, 4500]) {
      fault.bytesLeft = room;
      await expect(store.write(content(1, false, 7))).rejects.toMatchObject({ code: 'disk-full' });
      expect((await readCheckpoint(at.folder, 'best')).sha256).toBe(first.sha256);
    }
  });

  test.each(['EROFS', 'EACCES', 'EIO'])('%s is `unwritable`', async (code) => {
    const store = await openCheckpointStore(at.folder, { keep: 1, files: fullDisk({ bytesLeft: 0, code }) });
    const error: unknown = await store.write(content(1)).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'unwritable' });
    expect([isPausing(error), isPausing(new Error('x'))]).toEqual([true, false]);
    expect(readdirSync(at.folder)).toEqual([]);
  });
});

test('a crash at any call while a step is replaced leaves the old or the new content', async () => {
  const old = content(1, true);
  const replacement = content(1, false, 7);
  const seen = new Set<string>();
  for (let allowed = 0; ; allowed++) {
    rmSync(at.folder, { recursive: true, force: true });
    const { sha256 } = await (await openCheckpointStore(at.folder, { keep: 1 })).write(old);
    let left = allowed;
    // As after SIGKILL: from a certain call on nothing reaches the disk, not even the removal of temporary files.
    const dying = intercepted(() => {
      if (left-- <= 0) throw systemError('EIO');
    });
    const outcome = await openCheckpointStore(at.folder, { keep: 1, files: dying })
      .then((store) => store.write(replacement))
      .catch(() => null);
    const { checkpoint, skipped } = await readNewest(at.folder);
    expect(skipped).toEqual([]);
    expect(checkpoint?.best).toBe(true);
    seen.add(checkpoint?.sha256 === sha256 ? 'old' : 'new');
    // The next writer continues from there.
    await (await openCheckpointStore(at.folder, { keep: 1 })).write(content(1, false, 8));
    expect((await readNewest(at.folder)).checkpoint?.tensors.get('parameters/w')?.data[0]).toBe(8);
    if (outcome !== null) break;
  }
  expect(seen).toEqual(new Set(['old', 'new']));
});

test('state that JSON cannot hold is refused, by place', async () => {
  const store = await openCheckpointStore(at.folder, { keep: 1 });
  const bad = { ...content(1), state: { nested: [{ nll: Number.POSITIVE_INFINITY }] } };
  await expect(store.write(bad)).rejects.toThrow('state.nested[0].nll');
});

test('a link in place of the folder is refused', async () => {
  mkdirSync(join(at.root, 'elsewhere'));
  symlinkSync(join(at.root, 'elsewhere'), at.folder);
  await expect(openCheckpointStore(at.folder, { keep: 1 })).rejects.toMatchObject({ code: 'unwritable' });
});

test('an empty folder has no checkpoint', async () => {
  expect(await readNewest(at.folder)).toEqual({ checkpoint: null, skipped: [] });
  await expect(readCheckpoint(at.folder, 'latest')).rejects.toMatchObject({ code: 'checkpoint' });
  await expect(readCheckpoint(at.folder, 'best')).rejects.toThrow('No checkpoint is marked as the best');
});
