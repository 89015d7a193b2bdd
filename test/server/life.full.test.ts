/** The life of a daemon's process, as far as it is a matter of time. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { connectDaemon } from '../../daemon/client/connect-daemon.ts';
import { lockFile } from '../../daemon/runs/lease/sqlite-lock.ts';
import { TIMED } from '../../daemon/testing/timed.ts';
import { daemonInfo } from '../../protocol/rpc/daemon-methods.ts';
import { residentMemory } from './daemon-process.ts';
import { startedDaemons } from './started-daemons.ts';

const MiB = 1024 * 1024;
let folder: string;
let discovery: string;
const start = startedDaemons(
  (place) => {
    ({ folder, discovery } = place);
  },
  () => discovery,
);

test('it ends by itself after its idle time, but not while a client is there', TIMED, async () => {
  const daemon = start('--idle', '0.5');
  await daemon.line;
  const client = await connectDaemon({ discovery });
  await delay(1500);
  expect((await client.request(daemonInfo, {})).limits.idleSeconds).toBe(0.5);
  await client.close();
  const closed = performance.now();
  expect(await daemon.exit).toEqual({ code: 0, signal: null });
  expect(performance.now() - closed).toBeLessThan(5000);
});

test('somebody who holds the lock and does not answer is named after 5 s', async () => {
  const lock = lockFile(join(folder, 'daemon.lock'));
  if (lock === 'busy' || lock === 'unsupported') throw new Error(lock);
  const began = performance.now();
  const daemon = start();
  await expect(daemon.line).rejects.toThrow('daemon-unreachable');
  expect(performance.now() - began).toBeGreaterThan(4500);
  expect((await daemon.exit).code).toBe(1);
  lock.release();
});

test('the first initialize is answered soon after the start, and an idle daemon is small', TIMED, async () => {
  const times: number[] = [];
  let memory = 0;
  for (let i = 0; i < 3; i++) {
    const began = performance.now();
    const daemon = start();
    await daemon.line;
    const client = await connectDaemon({ discovery });
    times.push(performance.now() - began);
    await client.close();
    await delay(300);
    memory = Math.max(memory, await residentMemory(daemon.child.pid!));
    // Language features never wait for a runtime: the daemon loads none.
    expect(await readFile(`/proc/${daemon.child.pid}/maps`, 'utf8')).not.toContain('onnxruntime');
    await daemon.kill('SIGTERM');
  }
  // Generous beside the proof's 300 ms.
  expect(Math.min(...times)).toBeLessThan(600);
  expect(memory / MiB).toBeLessThan(110);
});
