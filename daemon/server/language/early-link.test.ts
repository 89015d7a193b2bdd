import { expect, test } from 'vitest';
import type { LanguageLink } from '../rpc/language-link.ts';
import { earlyLink } from './early-link.ts';

const INITIALIZE = { jsonrpc: '2.0', id: 7, method: 'initialize', params: { capabilities: {} } };

function setUp(loading: () => Promise<void> = () => Promise.resolve()) {
  const sent: object[] = [];
  const received: object[] = [];
  const failures: unknown[] = [];
  let loads = 0;
  let disposed = 0;
  const link = earlyLink(
    async ({ send }): Promise<LanguageLink> => {
      loads++;
      await loading();
      return {
        receive(message) {
          received.push(message);
          if ('id' in message) send({ jsonrpc: '2.0', id: message.id, result: 'of the server' });
          return null;
        },
        dispose: () => void disposed++,
      };
    },
    { send: (message) => sent.push(message), onEnd: () => {}, onFailed: (error) => failures.push(error) },
  );
  return { link, sent, received, failures, loads: () => loads, disposed: () => disposed };
}

test('initialize is answered before anything is loaded, and only once', async () => {
  const { link, sent, received, loads } = setUp();
  void link.receive(INITIALIZE);
  expect(sent).toEqual([
    {
      jsonrpc: '2.0',
      id: 7,
      result: { capabilities: expect.objectContaining({ hoverProvider: true }), serverInfo: { name: 'flowscope' } },
    },
  ]);
  expect(loads()).toBe(0);
  void link.receive({ jsonrpc: '2.0', method: 'initialized', params: {} });
  const hover = { jsonrpc: '2.0', id: 8, method: 'textDocument/hover', params: {} };
  void link.receive(hover);
  await expect.poll(() => received.length).toBe(3);
  expect(received).toEqual([INITIALIZE, { jsonrpc: '2.0', method: 'initialized', params: {} }, hover]);
  expect(sent.slice(1)).toEqual([{ jsonrpc: '2.0', id: 8, result: 'of the server' }]);
  // A client may reuse an id.
  void link.receive({ jsonrpc: '2.0', id: 7, method: 'textDocument/hover', params: {} });
  expect(sent).toHaveLength(3);
});

test('pull diagnostics are answered for who asks for them', () => {
  const { link, sent } = setUp();
  void link.receive({ ...INITIALIZE, params: { initializationOptions: { pullDiagnostics: true } } });
  expect(sent[0]).toMatchObject({ result: { capabilities: { diagnosticProvider: { identifier: 'flowscope' } } } });
});

test('a client that says much before the server is there is left waiting', async () => {
  const loading = Promise.withResolvers<void>();
  const { link, received } = setUp(() => loading.promise);
  const taken = [INITIALIZE, ...Array.from({ length: 15 }, (_, i) => ({ jsonrpc: '2.0', method: `n${i}` }))].map(
    (message) => link.receive(message),
  );
  expect(taken.slice(0, 15).every((held) => held === null)).toBe(true);
  loading.resolve();
  await taken.at(-1);
  expect(received).toHaveLength(16);
});

test('a connection that ends meanwhile leaves nothing behind', async () => {
  const loading = Promise.withResolvers<void>();
  const { link, received, disposed } = setUp(() => loading.promise);
  void link.receive(INITIALIZE);
  link.dispose();
  loading.resolve();
  await expect.poll(disposed).toBe(1);
  expect(received).toEqual([]);
});

test('a server that fails to load is reported', async () => {
  const { link, failures } = setUp(() => Promise.reject(new Error('no such file')));
  void link.receive(INITIALIZE);
  await expect.poll(() => failures).toEqual([new Error('no such file')]);
});
