/** Clients that do not read: what piles up for them is bounded, and the others do not notice. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LIMITS } from '../../daemon/server/limits.ts';
import { daemonInfo } from '../../protocol/rpc/daemon-methods.ts';
import { type TestDaemon, testDaemon } from './in-process.ts';
import { initialize, rawRpc } from './raw-rpc.ts';
import { echo, offer } from './scripted-service.ts';

const KiB64 = 65_536;
let target: TestDaemon;
beforeAll(async () => {
  target = await testDaemon();
});
afterAll(() => target.stop());

async function connections(): Promise<number> {
  const client = await target.connect();
  const { load } = await client.request(daemonInfo, {});
  await client.close();
  return load.connections - 1;
}

test('a client that never reads what it is told is cut off at the hard limit', async () => {
  const socket = await target.open();
  const rpc = rawRpc(socket);
  rpc.send(initialize());
  await rpc.next();
  socket.pause();
  // Twice as much as may pile up.
  const messages = (2 * LIMITS.unsent) / KiB64;
  rpc.send({ jsonrpc: '2.0', id: 1, method: 'test/flood', params: { messages, careful: false } });
  await expect.poll(connections, { timeout: 60_000 }).toBe(0);
  socket.resume();
  expect(await rpc.closed).toBe(1006);
});

test('whoever asks for congestion stops in time; once the client reads again, everything arrives and goes on', async () => {
  const socket = await target.open();
  const rpc = rawRpc(socket);
  rpc.send(initialize());
  await rpc.next();
  socket.pause();
  rpc.send({ jsonrpc: '2.0', id: 1, method: 'test/flood', params: { messages: 4096, careful: true } });
  // While it is congested, nothing more of that client is worked on.
  await delay(200);
  rpc.send({ jsonrpc: '2.0', id: 2, method: 'test/echo', params: { value: 5 } });
  const other = await target.connect();
  expect(await other.request(echo, { value: 1 })).toEqual({ value: 1 });
  await other.close();
  socket.resume();
  let indices = 0;
  let message = await rpc.next();
  while (message.method === 'test/noise') {
    expect(message.params).toMatchObject({ index: indices++ });
    message = await rpc.next();
  }
  expect(message).toMatchObject({ id: 1, result: { sent: indices } });
  // The kernel's buffers, and 1 MiB of ours.
  expect(indices * KiB64).toBeLessThan(32 * 1024 * 1024);
  expect(await rpc.next()).toMatchObject({ id: 2, result: { value: 5 } });
  socket.terminate();
});

test('a client that asks for arrays and never reads them holds no more than its own, and delays nobody', async () => {
  const client = await target.connect();
  const count = 24;
  const { arrays } = await client.request(offer, { length: 1024 * 1024, count });
  const socket = await target.open('/data', { 'x-flowscope-session': client.initialized.session });
  socket.pause();
  for (const { array } of arrays) socket.send(JSON.stringify({ get: array }));
  await delay(300);
  const other = await target.connect();
  for (let i = 0; i < 50; i++) expect(await other.request(echo, { value: i })).toEqual({ value: i });
  const { arrays: own } = await other.request(offer, { length: 4 });
  expect(await other.fetchArray(own[0]!)).toHaveLength(4);
  // Delivery is paused: most arrays still count against what the session may offer.
  const rest = (LIMITS.arrayBytes - 16 * 8 * 1024 * 1024) / 8;
  await expect(client.request(offer, { length: rest })).rejects.toMatchObject({ code: 'too-large' });
  let received = 0;
  socket.on('message', (data) => {
    received += (data as Buffer).length;
  });
  socket.resume();
  await expect.poll(() => received, { timeout: 60_000 }).toBeGreaterThanOrEqual(count * 8 * 1024 * 1024);
  expect((await client.request(offer, { length: rest })).arrays).toHaveLength(1);
  await Promise.all([client.close(), other.close()]);
});

test('a client that asks for more arrays than may wait is cut off', async () => {
  const client = await target.connect();
  const { arrays } = await client.request(offer, { length: 1024 * 1024, count: 8 });
  const socket = await target.open('/data', { 'x-flowscope-session': client.initialized.session });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.pause();
  for (const { array } of arrays) socket.send(JSON.stringify({ get: array }));
  for (let i = 0; i < LIMITS.dataRequests + 10; i++) socket.send(JSON.stringify({ get: i + 100 }));
  await delay(200);
  socket.resume();
  expect(await closed).toBe(1008);
  expect(await client.request(echo, { value: 1 })).toEqual({ value: 1 });
  await client.close();
});
