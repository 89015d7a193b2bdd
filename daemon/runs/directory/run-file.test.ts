import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listCheckpoints } from '../checkpoints/list-checkpoints.ts';
import { readSafetensors } from '../checkpoints/safetensors.ts';
import { acquireLease, isLeaseHeld } from '../lease/lease.ts';
import { readLeaseOwner } from '../lease/lease-owner.ts';
import { isFileLocked, lockFile } from '../lease/sqlite-lock.ts';
import { openRunFile, readRunFile, readRunFileSync } from './run-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-run-file-'));
  writeFileSync(join(folder, 'plain'), 'text');
});
afterAll(() => rmSync(folder, { recursive: true }));

const fifo = (path: string) => execFileSync('mkfifo', [path]);

test('a plain file and a hard link to it are read, an absent one is null', async () => {
  linkSync(join(folder, 'plain'), join(folder, 'backup'));
  for (const name of ['plain', 'backup']) {
    expect(await readRunFile(join(folder, name), 4)).toBe('text');
    expect(readRunFileSync(join(folder, name), 4)).toBe('text');
  }
  expect(await readRunFile(join(folder, 'absent'), 4)).toBeNull();
  expect(openRunFile(join(folder, 'absent'))).toBeNull();
});

test.runIf(process.platform !== 'win32')(
  'links, FIFOs, devices, folders and long files are refused at once',
  async () => {
    symlinkSync(join(folder, 'plain'), join(folder, 'link'));
    symlinkSync('/dev/zero', join(folder, 'zero'));
    fifo(join(folder, 'fifo'));
    mkdirSync(join(folder, 'folder'));
    for (const name of ['link', 'zero', 'fifo', 'folder']) {
      const path = join(folder, name);
      await expect(readRunFile(path, 100)).rejects.toMatchObject({ code: 'run-damaged' });
      expect(() => readRunFileSync(path, 100)).toThrow(/not a regular file|symbolic link/);
      expect(() => openRunFile(path)).toThrow(/not a regular file|symbolic link/);
      await expect(readSafetensors(path)).rejects.toMatchObject({ code: 'checkpoint' });
    }
    await expect(readRunFile(join(folder, 'plain'), 3)).rejects.toMatchObject({ code: 'run-damaged' });
    writeFileSync(join(folder, 'sparse'), '');
    truncateSync(join(folder, 'sparse'), 20 * 2 ** 30);
    expect(() => readRunFileSync(join(folder, 'sparse'), 2 ** 20)).toThrow(/bytes/);
  },
);

test('a second name of a lock does not free it', async () => {
  const path = join(folder, 'lock');
  const lock = lockFile(path);
  if (typeof lock === 'string') throw new Error(lock);
  linkSync(path, join(folder, 'spec.txt'));
  expect(await readRunFile(join(folder, 'spec.txt'), 100)).toBeNull();
  expect(readRunFileSync(join(folder, 'spec.txt'), 100)).toBeNull();
  await expect(readSafetensors(join(folder, 'spec.txt'))).rejects.toMatchObject({ code: 'checkpoint' });
  // Checks from another process, because SQLite remembers its own locks within one.
  const ask = `import { isFileLocked } from ${JSON.stringify(new URL('../lease/sqlite-lock.ts', import.meta.url).href)};
    console.log(isFileLocked(${JSON.stringify(path)}));`;
  const asked = () => execFileSync(process.execPath, ['--input-type=module', '-e', ask], { encoding: 'utf8' }).trim();
  expect(asked()).toBe('true');
  lock.release();
  expect(asked()).toBe('false');
});

test.runIf(process.platform !== 'win32')(
  'a lease that is a FIFO or a link is nobody’s, and cannot be taken',
  async () => {
    for (const [name, make] of [
      ['a', fifo],
      ['b', (path: string) => symlinkSync(join(folder, 'plain'), path)],
    ] as const) {
      const run = join(folder, `run-${name}`);
      mkdirSync(run);
      make(join(run, 'lease'));
      fifo(join(run, 'lease.json'));
      expect(isFileLocked(join(run, 'lease'))).toBe(false);
      expect(isLeaseHeld(run)).toBe(false);
      expect(readLeaseOwner(run)).toBeNull();
      await expect(acquireLease(run)).rejects.toMatchObject({ code: 'unwritable' });
    }
  },
);

test.runIf(process.platform !== 'win32')('a link in the place of the checkpoints leads nowhere', async () => {
  const own = join(folder, 'checkpoints');
  mkdirSync(own);
  writeFileSync(join(own, 'step-5.json'), JSON.stringify({ v: 1, step: 5, sha256: 'x', size: 1, best: false }));
  writeFileSync(join(own, 'step-5.safetensors'), '');
  expect(await listCheckpoints(own)).toHaveLength(1);
  symlinkSync(own, join(folder, 'elsewhere'));
  await expect(listCheckpoints(join(folder, 'elsewhere'))).rejects.toMatchObject({ code: 'checkpoint' });
});
