/** What a session may ask for, and how it is answered. */
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RpcError } from '../../daemon/client/rpc-error.ts';
import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';
import { LIMITS } from '../../daemon/server/limits.ts';
import { daemonInfo, daemonShutdown } from '../../protocol/rpc/daemon-methods.ts';
import { type TestDaemon, testDaemon } from './in-process.ts';
import { initialize, type RawRpc, rawRpc } from './raw-rpc.ts';
import { aborted, echo, fail, type Script, scriptedService, wait, whoAmI } from './scripted-service.ts';

const script = {
  load: { running: 0, queued: 0 },
  ended: [] as string[],
  aborts: [] as (string | null)[],
} satisfies Script;
let target: TestDaemon;
beforeAll(async () => {
  target = await testDaemon({ services: () => [scriptedService(script)] });
});
afterAll(() => target.stop());

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('it never happened');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function raw(options?: unknown): Promise<RawRpc> {
  const rpc = rawRpc(await target.open());
  if (options !== undefined) {
    rpc.send(initialize(options));
    expect(await rpc.next()).toMatchObject({ id: 'init', result: { protocol: '1.0' } });
  }
  return rpc;
}

const codeOf = (message: Record<string, unknown>) => (message.error as { code: number } | undefined)?.code;

test('initialize names the session, the contract and the server; info fits its schema', async () => {
  const client = await target.connect();
  expect(client.initialized).toMatchObject({ protocol: '1.0', serverInfo: { name: 'flowscope' } });
  expect(client.initialized.session).toMatch(/^[0-9a-f-]{36}$/);
  const info = await client.request(daemonInfo, {});
  expect(() => daemonInfo.result.parse(info)).not.toThrow();
  expect(info.backends.map(({ name, available }) => [name, available])).toEqual([
    ['cpu', true],
    ['webgpu', true],
    ['cuda', false],
    ['tensorflow', true],
  ]);
  await client.close();
});

test('a session knows its trust and its folders, and follows their changes', async () => {
  const client = await target.connect({ trusted: true, folders: ['/a', '/b c'] });
  expect(await client.request(whoAmI, {})).toMatchObject({ trusted: true, folders: ['/a', '/b c'] });
  const folder = (path: string) => ({ uri: pathToFileURL(path).href, name: path });
  client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [folder('/d')], removed: [folder('/a')] } });
  expect((await client.request(whoAmI, {})).folders).toEqual(['/b c', '/d']);
  await client.close();
  const other = await target.connect();
  expect(await other.request(whoAmI, {})).toMatchObject({ trusted: false, folders: [] });
  await other.close();
});

test('parameters that do not fit are refused with their place', async () => {
  const rpc = await raw({});
  rpc.send({ jsonrpc: '2.0', id: 1, method: 'test/echo', params: { value: 1, list: [{ name: 'a' }, { name: 2 }] } });
  const answer = await rpc.next();
  expect(answer.error).toMatchObject({ code: -32602, data: { path: 'list[1].name' } });
  expect((answer.error as { data: { reason: string } }).data.reason).toContain('string');
  rpc.send({ jsonrpc: '2.0', id: 2, method: 'test/echo', params: [1] });
  expect(codeOf(await rpc.next())).toBe(-32602);
  rpc.send({ jsonrpc: '2.0', id: 3, method: 'test/echo' });
  expect((await rpc.next()).error).toMatchObject({ code: -32602, data: { path: 'value' } });
});

test('failures keep code, hint and file; surprises are internal errors; the session goes on', async () => {
  const client = await target.connect();
  const known = client.request(fail, { how: 'known' });
  await expect(known).rejects.toBeInstanceOf(FlowscopeError);
  await expect(known).rejects.toMatchObject({ code: 'run-not-found', hint: 'Look again.', file: '/tmp/x' });
  for (const how of ['unknown', 'synchronous', 'unwritable'] as const) {
    await expect(client.request(fail, { how })).rejects.toMatchObject({ code: -32603 });
  }
  await expect(client.call('no/such', {})).rejects.toMatchObject({ code: -32601 });
  expect(await client.request(echo, { value: 7 })).toEqual({ value: 7 });
  await client.close();
});

test('a cancelled request is answered with −32800 at once and its signal is aborted', async () => {
  const rpc = await raw({});
  rpc.send({ jsonrpc: '2.0', id: 1, method: 'test/wait', params: { panel: 'cancelled' } });
  rpc.send({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 1 } });
  const messages = [await rpc.next(), await rpc.next()];
  expect(messages.find(({ id }) => id === 1)?.error).toMatchObject({ code: -32800, data: { superseded: false } });
  expect(script.aborts).toContain('cancelled');
  for (const params of [undefined, null, [], { id: null }, { id: {} }, { id: 999 }]) {
    rpc.send({ jsonrpc: '2.0', method: '$/cancelRequest', params });
  }
  rpc.send({ jsonrpc: '2.0', id: 2, method: 'test/echo', params: { value: 1 } });
  expect(await rpc.next()).toMatchObject({ id: 2, result: { value: 1 } });
});

test('a newer request of the same panel supersedes the older one, also a stubborn one; others stay', async () => {
  const client = await target.connect();
  const notices: (string | null)[] = [];
  client.onNotification(aborted, ({ panel }) => notices.push(panel));
  const controller = new AbortController();
  const other = client.request(wait, { panel: 'other' }, { signal: controller.signal });
  const older = client.request(wait, { panel: 'p', stubborn: true });
  const newer = client.request(wait, { panel: 'p', stubborn: true });
  await expect(older).rejects.toMatchObject({ code: -32800, data: { superseded: true } });
  expect(await newer).toEqual({});
  expect(notices).toEqual(['p']);
  controller.abort(new Error('enough'));
  await expect(other).rejects.toThrow('enough');
  await client.close();
});

test('the end of a session aborts its requests and frees what it owns', async () => {
  const client = await target.connect();
  const pending = client.request(wait, { panel: 'end' });
  const lost = expect(pending).rejects.toMatchObject({ code: 'connection-lost' });
  await client.request(echo, { value: 1 });
  expect(script.ended).not.toContain(client.initialized.session);
  await client.close();
  await lost;
  await until(() => script.ended.includes(client.initialized.session) && script.aborts.includes('end'));
});

test('requests before initialize, a second initialize, and requests after shutdown are refused', async () => {
  const rpc = await raw();
  rpc.send({ jsonrpc: '2.0', id: 1, method: 'daemon/info', params: {} });
  expect(codeOf(await rpc.next())).toBe(-32002);
  rpc.send(initialize());
  expect(await rpc.next()).toHaveProperty('result.session');
  rpc.send(initialize());
  expect(codeOf(await rpc.next())).toBe(-32600);
  rpc.send({ jsonrpc: '2.0', id: 2, method: 'shutdown' });
  expect(await rpc.next()).toMatchObject({ id: 2, result: null });
  rpc.send({ jsonrpc: '2.0', id: 3, method: 'daemon/info', params: {} });
  expect(codeOf(await rpc.next())).toBe(-32600);
});

test('exit closes that socket only', async () => {
  const [leaving, staying] = [await raw({}), await raw({})];
  leaving.send({ jsonrpc: '2.0', method: 'exit' });
  expect(await leaving.closed).toBe(1000);
  staying.send({ jsonrpc: '2.0', id: 1, method: 'test/echo', params: { value: 3 } });
  expect(await staying.next()).toMatchObject({ result: { value: 3 } });
});

test('another major of the contract is refused with both versions named; a minor is adopted', async () => {
  const rpc = await raw();
  rpc.send(initialize({ protocol: '2.0' }));
  const { error } = (await rpc.next()) as { error: { code: number; message: string; data: unknown } };
  expect(error).toMatchObject({ code: -32001, data: { code: 'protocol-mismatch' } });
  expect(error.message).toMatch(/2\.0.*1\.0/);
  rpc.send(initialize({ protocol: 'new' }));
  expect((await rpc.next()).error).toMatchObject({ code: -32602, data: { path: 'protocol' } });
  rpc.send(initialize({ protocol: '1.99' }));
  expect(await rpc.next()).toHaveProperty('result.session');
});

test.each([
  ['no JSON', '{', -32700],
  ['nothing', '', -32700],
  ['a batch', '[]', -32600],
  ['a number', '1', -32600],
  ['another version', '{"jsonrpc":"1.0","id":1,"method":"x"}', -32600],
  ['an object as id', '{"jsonrpc":"2.0","id":{},"method":"x"}', -32600],
  ['a fraction as id', '{"jsonrpc":"2.0","id":1.5,"method":"x"}', -32600],
  ['a number as method', '{"jsonrpc":"2.0","id":1,"method":2}', -32600],
  ['text as params', '{"jsonrpc":"2.0","id":1,"method":"x","params":"y"}', -32600],
  ['neither method nor result', '{"jsonrpc":"2.0","id":1}', -32600],
])('%s is answered with an error', async (_what, text, code) => {
  const rpc = await raw({});
  rpc.sendText(text);
  expect(codeOf(await rpc.next())).toBe(code);
  rpc.send({ jsonrpc: '2.0', id: 9, method: 'test/echo', params: { value: 3 } });
  expect(await rpc.next()).toMatchObject({ id: 9, result: { value: 3 } });
});

test('a binary frame and a message beyond the limit close the socket', async () => {
  const socket = await target.open();
  socket.send(new Uint8Array(8));
  expect(await rawRpc(socket).closed).toBe(1003);
  const large = await target.open();
  const { closed } = rawRpc(large);
  large.send('x'.repeat(LIMITS.messageBytes + 1));
  expect(await closed).toBe(1009);
});

test('an id is used once at a time, and the number of waiting requests is bounded', async () => {
  const rpc = await raw({});
  for (let id = 0; id < LIMITS.requests; id++) {
    rpc.send({ jsonrpc: '2.0', id, method: 'test/wait', params: { panel: null } });
  }
  rpc.send({ jsonrpc: '2.0', id: 'more', method: 'test/wait', params: { panel: null } });
  expect((await rpc.next()).error).toMatchObject({ code: -32001, data: { code: 'too-many-requests' } });
  rpc.send({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 5 } });
  const answers = [await rpc.next(), await rpc.next()];
  expect(answers.map(({ id }) => id)).toContain(5);
  rpc.send({ jsonrpc: '2.0', id: 6, method: 'test/echo', params: { value: 1 } });
  expect((await rpc.next()).error).toMatchObject({ code: -32600, message: 'id 6 is in use' });
});

test('shutdown is refused while a run trains, if the client asks for that', async () => {
  const client = await target.connect();
  script.load.running = 1;
  await expect(client.request(daemonShutdown, { onlyIfIdle: true })).rejects.toMatchObject({ code: 'runs-active' });
  script.load.running = 0;
  expect((await client.request(daemonInfo, {})).load).toMatchObject({ running: 0, queued: 0 });
  await client.close();
});

test('an error of the protocol is told from a failure', () => {
  expect(new RpcError(-32601, 'x', null)).not.toBeInstanceOf(FlowscopeError);
});
