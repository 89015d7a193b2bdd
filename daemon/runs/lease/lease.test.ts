import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemError } from '../../../test/durability/faulty-file-system.ts';
import type { FlowscopeError } from '../../errors/flowscope-error.ts';
import { nodeFileSystem } from '../file-system.ts';
import { acquireLease, isLeaseHeld } from './lease.ts';
import { readLeaseOwner } from './lease-owner.ts';

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
  await expect(acquireLease(directory)).rejects.toThrow('is not a regular file');
});

test('without locks a heartbeat decides: refused while it is fresh, free after a minute, taken over on demand', async () => {
  const lock = () => 'unsupported' as const;
  const first = await acquireLease(directory, { lock });
  expect(first.owner.heartbeat).toBe(true);
  expect(isLeaseHeld(directory)).toBe(true);
  await expect(acquireLease(directory, { lock })).rejects.toMatchObject({
    code: 'run-locked',
    message: expect.stringContaining(`process ${process.pid}`),
  });
  const second = await acquireLease(directory, { lock, takeOver: true });
  expect(readLeaseOwner(directory)).toEqual(second.owner);
  first.release();
  expect(isLeaseHeld(directory)).toBe(true);
  const path = join(directory, 'lease.json');
  const past = new Date(statSync(path).mtimeMs - 61_000);
  utimesSync(path, past, past);
  expect(isLeaseHeld(directory)).toBe(false);
  const third = await acquireLease(directory, { lock });
  third.release();
  second.release();
  expect(readdirSync(directory)).toEqual([]);
});

test('two that find a stale heartbeat at once: one gets the lease', async () => {
  const lock = () => 'unsupported' as const;
  const results = await Promise.allSettled([acquireLease(directory, { lock }), acquireLease(directory, { lock })]);
  expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(1);
  for (const result of results) if (result.status === 'fulfilled') result.value.release();
});

describe('a holder that has lost its lease is told before it writes', () => {
  const lost = (why: RegExp) => expect.objectContaining({ code: 'lease-lost', message: expect.stringMatching(why) });

  test('the lock file was removed: it is locked anew, and nobody else gets in', async () => {
    const lease = await acquireLease(directory);
    rmSync(join(directory, 'lease'));
    expect(() => lease.confirm()).not.toThrow();
    await expect(acquireLease(directory)).rejects.toMatchObject({ code: 'run-locked' });
    lease.release();
    (await acquireLease(directory)).release();
  });

  test('the lock file was removed and another process was faster', async () => {
    const first = await acquireLease(directory);
    rmSync(join(directory, 'lease'));
    const second = await acquireLease(directory);
    expect(() => first.confirm()).toThrow(lost(new RegExp(`process ${process.pid} on .* has taken it over`)));
    second.confirm();
    second.release();
    // Whatever the other wrote is there, although it has ended.
    expect(() => first.confirm()).toThrow(lost(/removed or replaced|taken it over/));
    first.release();
  });

  test('the directory was moved away', async () => {
    const lease = await acquireLease(directory);
    const elsewhere = `${directory}-moved`;
    renameSync(directory, elsewhere);
    expect(() => lease.confirm()).toThrow(lost(/removed or replaced/));
    lease.release();
    renameSync(elsewhere, directory);
  });

  test('without locks: another took over, or nothing says who holds it', async () => {
    const lock = () => 'unsupported' as const;
    const first = await acquireLease(directory, { lock });
    first.confirm();
    const second = await acquireLease(directory, { lock, takeOver: true });
    expect(() => first.confirm()).toThrow(lost(/has taken it over/));
    second.confirm();
    rmSync(join(directory, 'lease.json'));
    expect(() => second.confirm()).toThrow(lost(/removed or replaced/));
    first.release();
    second.release();
  });

  test('a stale name that a full disk left is no other holder', async () => {
    const dead = await acquireLease(directory);
    const path = join(directory, 'lease.json');
    const stale = readFileSync(path);
    dead.release();
    writeFileSync(path, stale);
    const full = vi.spyOn(nodeFileSystem, 'create').mockRejectedValue(systemError('ENOSPC'));
    const lease = await acquireLease(directory);
    expect(full).toHaveBeenCalledOnce();
    expect(readLeaseOwner(directory)?.instance).toBe(dead.owner.instance);
    lease.confirm();
    lease.release();
  });
});

test('a holder on a machine that cannot lock this file system is respected where it can be locked', async () => {
  const held = await acquireLease(directory, { lock: () => 'unsupported' });
  await expect(acquireLease(directory)).rejects.toMatchObject({ code: 'run-locked' });
  held.release();
  (await acquireLease(directory)).release();
});

test('no message advises to delete the lease', async () => {
  writeFileSync(join(directory, 'lease'), 'something else entirely'.repeat(100));
  const error = await acquireLease(directory).catch((failure: unknown) => failure as FlowscopeError);
  expect(`${(error as FlowscopeError).message} ${(error as FlowscopeError).hint}`).not.toMatch(/delete|remove/i);
});
