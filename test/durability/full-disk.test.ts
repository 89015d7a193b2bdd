import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'flowscope-full-disk-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const CHILD = fileURLToPath(new URL('full-disk-child.ts', import.meta.url));

/** The large checkpoint is refused, the small one stays, and the next small one is written. */
const EXPECTED = { code: 'disk-full', survivor: 1, skipped: [], next: 3, names: ['step-3.json', 'step-3.safetensors'] };

test('a limit on file sizes (RLIMIT_FSIZE, EFBIG) is met as a full disk', () => {
  // ulimit counts blocks of 512 or 1024 bytes, depending on the shell: at most 1 MiB, and 4 MiB are written.
  const command = 'ulimit -f 1024 && exec "$0" "$1" "$2" 4';
  const output = execFileSync('/bin/sh', ['-c', command, process.execPath, CHILD, root], { encoding: 'utf8' });
  expect(JSON.parse(output)).toEqual(EXPECTED);
});

/** Mounting needs rights that many machines do not give; the limit above and the simulated disks hold everywhere. */
function mountTmpfs(path: string): boolean {
  return (
    process.platform === 'linux' &&
    spawnSync('/bin/sh', ['-c', 'mount -t tmpfs -o size=1m tmpfs "$0"', path]).status === 0
  );
}

const mountPoint = mkdtempSync(join(tmpdir(), 'flowscope-tmpfs-'));
const mounted = mountTmpfs(mountPoint);
afterAll(() => {
  if (mounted) spawnSync('/bin/sh', ['-c', 'umount "$0"', mountPoint]);
  rmSync(mountPoint, { recursive: true, force: true });
});

test.runIf(mounted)('a disk of 1 MiB (tmpfs, ENOSPC)', () => {
  const output = execFileSync(process.execPath, [CHILD, mountPoint, '4'], { encoding: 'utf8' });
  expect(JSON.parse(output)).toEqual(EXPECTED);
});
