/** How long others wait while one client does not read. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TIMED } from '../../daemon/testing/timed.ts';
import { type TestDaemon, testDaemon } from './in-process.ts';
import { echo, offer } from './scripted-service.ts';

let target: TestDaemon;
beforeAll(async () => {
  target = await testDaemon();
});
afterAll(() => target.stop());

test('a client that asks for arrays and never reads them delays nobody', TIMED, async () => {
  const client = await target.connect();
  const { arrays } = await client.request(offer, { length: 1024 * 1024, count: 24 });
  const socket = await target.open('/data', { 'x-flowscope-session': client.initialized.session });
  socket.pause();
  for (const { array } of arrays) socket.send(JSON.stringify({ get: array }));
  await delay(300);
  const other = await target.connect();
  const times: number[] = [];
  for (let i = 0; i < 50; i++) {
    const began = performance.now();
    await other.request(echo, { value: i });
    times.push(performance.now() - began);
  }
  expect(Math.max(...times)).toBeLessThan(100);
  await Promise.all([client.close(), other.close()]);
});
