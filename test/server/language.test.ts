/** The language server and the daemon's own methods on one socket. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { DaemonConnection } from '../../daemon/client/connect-daemon.ts';
import { daemonLanguage } from '../../daemon/server/language/open-language.ts';
import { daemonInfo } from '../../protocol/rpc/daemon-methods.ts';
import { defineNotification } from '../../protocol/rpc/method.ts';
import { MOONS } from '../language/moons.ts';
import { ANALYSIS_PROGRAM } from './daemon-process.ts';
import { type TestDaemon, testDaemon } from './in-process.ts';
import { whoAmI } from './scripted-service.ts';

const URI = 'file:///nowhere/moons.flow.json';
const diagnostics = defineNotification(
  'textDocument/publishDiagnostics',
  z.looseObject({ uri: z.string(), diagnostics: z.array(z.looseObject({ code: z.unknown() })) }),
);
const nobody = () => Promise.reject(new Error('nobody measures'));
let target: TestDaemon;
beforeAll(async () => {
  target = await testDaemon({ openLanguage: daemonLanguage({ script: ANALYSIS_PROGRAM, measure: nobody }).open });
});
afterAll(() => target.stop());

function open(client: DaemonConnection, text: string): Promise<z.output<typeof diagnostics.params>> {
  return new Promise((resolve) => {
    client.onNotification(diagnostics, resolve);
    client.notify('textDocument/didOpen', {
      textDocument: { uri: URI, languageId: 'flowscope', version: 1, text },
    });
  });
}

const hover = (client: DaemonConnection) => {
  const line = MOONS.split('\n').findIndex((text) => text.includes('actnorm'));
  const character = MOONS.split('\n')[line]!.indexOf('actnorm') + 2;
  return client.call('textDocument/hover', { textDocument: { uri: URI }, position: { line, character } });
};

test('initialize carries the capabilities of the one and the session of the other', async () => {
  const client = await target.connect();
  expect(client.initialized).toMatchObject({
    session: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    protocol: '1.0',
    serverInfo: { name: 'flowscope', version: expect.any(String) as string },
    capabilities: { hoverProvider: true },
  });
  expect(JSON.stringify(await hover(client))).toBe('null');
  await open(client, MOONS);
  expect(JSON.stringify(await hover(client))).toContain('actnorm');
  expect((await client.request(daemonInfo, {})).instance).toBe(target.daemon.discovery.instance);
  await expect(client.call('no/such', {})).rejects.toMatchObject({ code: -32601 });
  await client.close();
});

test('the same file in two windows is two documents', async () => {
  const [sound, broken] = [await target.connect(), await target.connect()];
  const [first, second] = await Promise.all([
    open(sound, MOONS),
    open(broken, MOONS.replace('"conditioner": "net" },', '"conditioner": "nut" },')),
  ]);
  expect(first.diagnostics).toEqual([]);
  expect(second.diagnostics.length).toBeGreaterThan(0);
  await broken.call('shutdown', undefined);
  broken.notify('exit');
  await broken.closed;
  expect(JSON.stringify(await hover(sound))).toContain('actnorm');
  await sound.close();
});

test('trust that is granted later reaches the session', async () => {
  const client = await target.connect();
  client.notify('flowscope/didChangeTrust', { trusted: 'yes' });
  await hover(client);
  expect((await client.request(whoAmI, {})).trusted).toBe(false);
  client.notify('flowscope/didChangeTrust', { trusted: true });
  let { trusted } = await client.request(whoAmI, {});
  for (let i = 0; i < 50 && !trusted; i++) ({ trusted } = await client.request(whoAmI, {}));
  expect(trusted).toBe(true);
  await client.close();
  const other = await target.connect({ trusted: true });
  expect((await other.request(whoAmI, {})).trusted).toBe(true);
  await other.close();
});
