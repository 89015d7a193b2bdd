import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { watchLiveness } from './liveness.ts';

const http = createServer();
const server = new WebSocketServer({ server: http });
let url: string;
beforeAll(async () => {
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterAll(() => {
  http.close();
});

async function pair(autoPong: boolean): Promise<{ client: WebSocket; served: WebSocket }> {
  const connected = once(server, 'connection');
  const client = new WebSocket(url, { autoPong } as ConstructorParameters<typeof WebSocket>[2]);
  const [served] = (await connected) as [WebSocket];
  client.on('error', () => {});
  await once(client, 'open');
  watchLiveness(served, 40);
  return { client, served };
}

test('a peer that answers pings stays, one that does not is ended', async () => {
  const [answers, silent] = [await pair(true), await pair(false)];
  await once(silent.client, 'close');
  await delay(200);
  expect(answers.served.readyState).toBe(WebSocket.OPEN);
  answers.client.terminate();
});

test('a peer that sends anything stays, until it falls silent', async () => {
  const { client, served } = await pair(false);
  const timer = setInterval(() => client.send('x'), 20);
  await delay(250);
  expect(served.readyState).toBe(WebSocket.OPEN);
  clearInterval(timer);
  await once(client, 'close');
});
