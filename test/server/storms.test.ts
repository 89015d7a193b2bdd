import { connect } from 'node:net';
import { expect, test } from 'vitest';
import type { Discovery } from '../../protocol/discovery.ts';
import { clientStorm } from './client-storm.ts';
import { residentMemory, type ServeProcess } from './daemon-process.ts';
import { frameStorm } from './frame-storm.ts';
import { garbageStorm } from './garbage-storm.ts';
import { rawRequest, upgradeRequest } from './raw-http.ts';
import { stormTarget } from './storm-target.ts';

const MiB = 1024 * 1024;
let daemon: ServeProcess;
let discovery: Discovery;
const expectAlive = stormTarget((target) => {
  ({ daemon, discovery } = target);
});

test('500 malformed frames: no crash, others are served, memory steady', async () => {
  await frameStorm(discovery, 250, 1);
  const warm = await residentMemory(daemon.child.pid!);
  const storm = await frameStorm(discovery, 500, 2);
  expect(storm).toMatchObject({ frames: 500, unserved: 0 });
  // The collector's own waves.
  expect((await residentMemory(daemon.child.pid!)) - warm).toBeLessThan(40 * MiB);
  await expectAlive();
});

test('100 rapid connections, honest and not', async () => {
  const { host, port } = new URL(discovery.url);
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_v, i) =>
      rawRequest(Number(port), upgradeRequest('/rpc', host, i % 2 === 0 ? discovery.token : 'x')),
    ),
  );
  const count = (...wanted: number[]) => answers.filter(({ status }) => wanted.includes(status ?? 0)).length;
  expect(count(401)).toBeGreaterThan(45);
  expect(count(101, 503)).toBeGreaterThan(45);
  await expectAlive();
});

test('raw garbage, silence and trickled headers lock nobody out and are ended', async () => {
  const { host, port } = new URL(discovery.url);
  // All of them at once: the daemon waits five seconds for headers.
  const garbage = garbageStorm(discovery, 40, 3);
  const slow = Array.from({ length: 40 }, (_v, i) => {
    const socket = connect(Number(port), '127.0.0.1');
    const text = upgradeRequest('/rpc', host, discovery.token, { 'X-Slow': 'x'.repeat(4000) });
    let at = 0;
    const timer = setInterval(() => {
      // Half of them say nothing at all.
      if (i % 2 === 0) socket.write(text.slice(at, ++at));
    }, 100);
    return new Promise<void>((resolve) => {
      socket.on('error', () => {});
      socket.resume();
      socket.on('close', () => {
        clearInterval(timer);
        resolve();
      });
    });
  });
  await expectAlive();
  await Promise.all(slow);
  expect(await garbage).toEqual({ connections: 40, open: 0, unserved: 0 });
  await expectAlive();
});

test('3 windows type, one more is stalled: every completion is right, and memory stays', async () => {
  const storm = await clientStorm(discovery, { clients: 4, lines: 200, edits: 3, pause: 200, settle: 500 });
  expect(storm.times).toHaveLength(3 * 3);
  expect(storm.wrong).toBe(0);
  expect((storm.memoryMost - storm.memoryBefore) / MiB).toBeLessThan(200);
  await expectAlive();
});
