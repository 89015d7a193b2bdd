import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireLease, isLeaseHeld } from '../../daemon/runs/lease/lease.ts';
import { readLeaseOwner } from '../../daemon/runs/lease/lease-owner.ts';

const CHILD = fileURLToPath(new URL('lease-child.ts', import.meta.url));
let directory = '';
let children: ChildProcess[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'flowscope-lease-'));
  children = [];
});
afterEach(async () => {
  await Promise.all(children.map(kill));
  rmSync(directory, { recursive: true });
});

/** Starts a holder; answers it with its first line and what it wrote to stderr. */
async function start(): Promise<{ child: ChildProcess; line: string; errors: () => string }> {
  const child = spawn(process.execPath, [CHILD, directory], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.on('close', () => reject(new Error(errors)));
  });
  return { child, line, errors: () => errors };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.on('close', resolve));
  child.kill('SIGKILL');
  await closed;
}

test('another process is refused, naming pid and host; SIGKILL frees the lease; stderr stays empty', async () => {
  const { child, line, errors } = await start();
  expect(line).toBe(`held ${child.pid}`);
  expect(isLeaseHeld(directory)).toBe(true);
  await expect(acquireLease(directory)).rejects.toMatchObject({
    code: 'run-locked',
    message: expect.stringContaining(`process ${child.pid} on ${hostname()}`),
  });
  await kill(child);
  // The stale lease.json of the dead holder says nothing.
  expect(readLeaseOwner(directory)?.pid).toBe(child.pid);
  expect(isLeaseHeld(directory)).toBe(false);
  const lease = await acquireLease(directory);
  expect(readLeaseOwner(directory)).toEqual(lease.owner);
  lease.release();
  expect(errors()).toBe('');
});

test('of several trainers started at once exactly one gets the lease', async () => {
  const lines = (await Promise.all([start(), start(), start(), start()])).map(({ line }) => line.split(' ')[0]);
  expect(lines.sort()).toEqual(['held', 'refused', 'refused', 'refused']);
});
