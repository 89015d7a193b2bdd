import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireLease, isLeaseHeld, readLeaseOwner } from './lease.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'flowscope-lease-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('held until released, also against the same process; probing neither creates nor frees it', async () => {
  expect(isLeaseHeld(directory)).toBe(false);
  expect(readdirSync(directory)).toEqual([]);
  const lease = await acquireLease(directory);
  for (let probe = 0; probe < 5; probe++) expect(isLeaseHeld(directory)).toBe(true);
  await expect(acquireLease(directory)).rejects.toMatchObject({ code: 'run-locked' });
  expect(readLeaseOwner(directory)).toEqual(lease.owner);
  lease.release();
  lease.release();
  expect(isLeaseHeld(directory)).toBe(false);
  expect(readLeaseOwner(directory)).toBeNull();
  (await acquireLease(directory)).release();
});

test('releasing leaves the message of the next holder alone', async () => {
  const first = await acquireLease(directory);
  const other = { ...first.owner, instance: 'another' };
  writeFileSync(join(directory, 'lease.json'), JSON.stringify(other));
  first.release();
  expect(readLeaseOwner(directory)).toEqual(other);
});

test('what is no lock file is refused with a clear error', async () => {
  writeFileSync(join(directory, 'lease'), 'something else entirely'.repeat(100));
  await expect(acquireLease(directory)).rejects.toMatchObject({ code: 'unwritable', file: join(directory, 'lease') });
  expect(isLeaseHeld(directory)).toBe(false);
  rmSync(join(directory, 'lease'));
  symlinkSync(join(tmpdir(), 'elsewhere'), join(directory, 'lease'));
  await expect(acquireLease(directory)).rejects.toThrow('symbolic link');
});
