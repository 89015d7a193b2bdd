import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { watchLiveness } from './liveness.ts';

/** On a fake clock that the tests advance. */
const INTERVAL = 30_000;

const http = createServer();
const server = new WebSocketServer({ server: http });
let url: string;
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterAll(() => {
  vi.useRealTimers();
  http.close();
});

async function pair(autoPong: boolean): Promise<{ client: WebSocket; served: WebSocket }> {
  const connected = once(server, 'connection');
  const client = new WebSocket(url, { autoPong } as ConstructorParameters<typeof WebSocket>[2]);
  const [served] = (await connected) as [WebSocket];
  client.on('error', () => {});
  await once(client, 'open');
  watchLiveness(served, INTERVAL);
  return { client, served };
}

test('a peer that answers pings stays, one that does not is ended', async () => {
  const [answers, silent] = [await pair(true), await pair(false)];
  const ended = once(silent.client, 'close');
  for (let look = 0; look < 5; look++) {
    const pong = once(answers.served, 'pong');
    vi.advanceTimersByTime(INTERVAL);
    await pong;
  }
  await ended;
  expect(answers.served.readyState).toBe(WebSocket.OPEN);
  answers.client.terminate();
});

test('a peer that sends anything stays, until it falls silent', async () => {
  const { client, served } = await pair(false);
  for (let look = 0; look < 5; look++) {
    const heard = once(served, 'message');
    client.send('x');
    await heard;
    vi.advanceTimersByTime(INTERVAL);
  }
  expect(served.readyState).toBe(WebSocket.OPEN);
  vi.advanceTimersByTime(2 * INTERVAL);
  await once(client, 'close');
});
