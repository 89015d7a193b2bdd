/** Who is let in, attacked over raw sockets. */
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { daemonInfo } from '../../protocol/rpc/daemon-methods.ts';
import { type TestDaemon, testDaemon } from './in-process.ts';
import { rawRequest, upgradeRequest } from './raw-http.ts';
import { offer } from './scripted-service.ts';

let target: TestDaemon;
let host: string;
let token: string;
beforeAll(async () => {
  target = await testDaemon();
  host = `127.0.0.1:${target.port}`;
  token = target.daemon.discovery.token;
});
afterAll(() => target.stop());

async function status(text: string): Promise<number | null> {
  const answer = await rawRequest(target.port, text);
  expect(answer.text).not.toContain(token);
  return answer.status;
}

test('an honest upgrade is accepted', async () => {
  expect(await status(upgradeRequest('/rpc', host, token))).toBe(101);
});

const wrong = 'A'.repeat(43);

test('a client can tell a refused token from a daemon that is not there', async () => {
  const { discovery } = target.daemon;
  const connected = (over: Partial<typeof discovery>) => target.connect({ discovery: { ...discovery, ...over } });
  await expect(connected({ token: wrong })).rejects.toMatchObject({ code: 'token-refused' });
  await expect(connected({ url: discovery.url.replace('127.0.0.1', '127.0.0.2') })).rejects.toMatchObject({
    code: 'daemon-unreachable',
  });
});

test.each<[string, (host: string, token: string) => string, number]>([
  ['no token', (h) => upgradeRequest('/rpc', h, '', { Authorization: null }), 401],
  ['an empty token', (h) => upgradeRequest('/rpc', h, ''), 401],
  ['a wrong token', (h) => upgradeRequest('/rpc', h, wrong), 401],
  ['the beginning of the token', (h, t) => upgradeRequest('/rpc', h, t.slice(0, -1)), 401],
  ['the token with more behind it', (h, t) => upgradeRequest('/rpc', h, `${t}x`), 401],
  ['another scheme', (h, t) => upgradeRequest('/rpc', h, '', { Authorization: `Basic ${t}` }), 401],
  ['two tokens', (h, t) => upgradeRequest('/rpc', h, '', { Authorization: [`Bearer ${wrong}`, `Bearer ${t}`] }), 401],
  ['the token in the URL', (h, t) => upgradeRequest(`/rpc?token=${t}`, h, '', { Authorization: null }), 400],
  ['a query beside a right token', (h, t) => upgradeRequest('/rpc?a=1', h, t), 400],
  ['an empty query', (h, t) => upgradeRequest('/rpc?', h, t), 400],
  ["a browser's Origin", (h, t) => upgradeRequest('/rpc', h, t, { Origin: 'https://example.com' }), 403],
  ['our own Origin', (h, t) => upgradeRequest('/rpc', h, t, { Origin: `http://${h}` }), 403],
  ['the Origin null', (h, t) => upgradeRequest('/rpc', h, t, { Origin: 'null' }), 403],
  ['an old browser’s origin', (h, t) => upgradeRequest('/rpc', h, t, { 'Sec-WebSocket-Origin': 'x' }), 403],
  ['a foreign Host', (_h, t) => upgradeRequest('/rpc', 'example.com', t), 403],
  ['a name that leads here', (h, t) => upgradeRequest('/rpc', h.replace('127.0.0.1', 'localtest.me'), t), 403],
  ['another port', (_h, t) => upgradeRequest('/rpc', '127.0.0.1:1', t), 403],
  ['two Hosts', (h, t) => upgradeRequest('/rpc', '', t, { Host: [h, 'example.com'] }), 403],
  ['an unknown path', (h, t) => upgradeRequest('/', h, t), 404],
  ['a path above', (h, t) => upgradeRequest('/rpc/../rpc', h, t), 404],
  ['a whole URL', (h, t) => upgradeRequest(`http://${h}/rpc`, h, t), 404],
  ['no upgrade', (h, t) => upgradeRequest('/rpc', h, t, { Upgrade: null, Connection: 'close' }), 426],
  ['a POST', (h, t) => upgradeRequest('/rpc', h, t, {}, 'POST'), 426],
  ['another protocol', (h, t) => upgradeRequest('/rpc', h, t, { Upgrade: 'h2c' }), 400],
  ['no key', (h, t) => upgradeRequest('/rpc', h, t, { 'Sec-WebSocket-Key': null }), 400],
  ['a bad version', (h, t) => upgradeRequest('/rpc', h, t, { 'Sec-WebSocket-Version': '99' }), 400],
  ['headers of 64 KiB', (h, t) => upgradeRequest('/rpc', h, t, { 'X-Long': 'x'.repeat(65_536) }), 431],
  ['/data without a session', (h, t) => upgradeRequest('/data', h, t), 403],
  ['/data of an unknown session', (h, t) => upgradeRequest('/data', h, t, { 'X-Flowscope-Session': 'x' }), 403],
  ['CONNECT', (h, t) => upgradeRequest(h, h, t, {}, 'CONNECT'), 405],
])('%s is refused', async (_what, request, expected) => {
  expect(await status(request(host, token))).toBe(expected);
});

test('others are served as before, and the log names no token', async () => {
  const client = await target.connect();
  const info = await client.request(daemonInfo, {});
  expect(info.instance).toBe(target.daemon.discovery.instance);
  await client.close();
  const log = await readFile(join(target.folder, 'daemon.log'), 'utf8');
  expect(log).toContain('refused');
  expect(log).not.toContain(token);
});

test('a tunnel with another port leads here, as the client names the daemon by its own', async () => {
  const tunnel = createServer((near) => {
    const far = connect(target.port, '127.0.0.1');
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  await new Promise<void>((resolve) => tunnel.listen(0, '127.0.0.1', resolve));
  const via = `ws://127.0.0.1:${(tunnel.address() as AddressInfo).port}`;
  const client = await target.connect({ via });
  expect((await client.request(daemonInfo, {})).url).toBe(target.daemon.discovery.url);
  const { arrays } = await client.request(offer, { length: 5 });
  expect(await client.fetchArray(arrays[0]!)).toHaveLength(5);
  await client.close();
  tunnel.close();
});
