import { expect, test } from 'vitest';
import type { HostMessage } from '../../../protocol/panel/panel-messages.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { type PanelDaemon, panelBridge } from './panel-bridge.ts';

function bridged(daemon: Partial<PanelDaemon>) {
  const posted: HostMessage[] = [];
  const refuse = () => Promise.reject(new Error('not asked for'));
  const bridge = panelBridge({
    daemon: { request: refuse, fetchArray: refuse, ...daemon } as PanelDaemon,
    panel: 'p1',
    post: (message) => void posted.push(message),
  });
  const settled = async (count: number) => {
    while (posted.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
    return posted;
  };
  return { bridge, posted, settled };
}

test('a question goes to the daemon with the panel’s own name, and its answer comes back under its number', async () => {
  const asked: unknown[] = [];
  const { bridge, settled } = bridged({
    request: async (definition: { name: string }, params: unknown) => {
      asked.push([definition.name, params]);
      return { ok: true } as never;
    },
  });
  bridge.take({ type: 'request', id: 7, method: 'inspect/layers', params: { run: 'r', panel: 'summary' } });
  expect(await settled(1)).toEqual([{ type: 'result', id: 7, result: { ok: true } }]);
  expect(asked).toEqual([['inspect/layers', { run: 'r', panel: 'p1:summary' }]]);
});

test('only methods that read are passed on', async () => {
  const { bridge, settled } = bridged({});
  bridge.take({ type: 'request', id: 1, method: 'run/delete', params: { run: 'r' } });
  bridge.take({ type: 'request', id: 2, method: 'inspect/export', params: { run: 'r', path: '/tmp/x.onnx' } });
  bridge.take({ type: 'request', id: 3, method: 'constructor', params: {} });
  for (const message of await settled(3)) expect(message).toMatchObject({ type: 'failure', code: 'not-available' });
});

test('a failure keeps its code and hint; what was cancelled says so', async () => {
  const { bridge, settled } = bridged({
    request: (_definition, params, signal) =>
      new Promise((_resolve, reject) => {
        if ((params as { run: string }).run === 'gone') {
          reject(new FlowscopeError('run-not-found', 'there is no run gone', { hint: 'look again' }));
        }
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  });
  bridge.take({ type: 'request', id: 1, method: 'run/get', params: { run: 'gone' } });
  bridge.take({ type: 'request', id: 2, method: 'run/get', params: { run: 'slow' } });
  bridge.take({ type: 'cancel', id: 2 });
  const [gone, slow] = await settled(2);
  expect(gone).toMatchObject({ id: 1, cancelled: false, code: 'run-not-found', hint: 'look again' });
  expect(slow).toMatchObject({ id: 2, cancelled: true });
});

test('a panel that asks without end is refused, and one that goes cancels what is open', async () => {
  const aborted: boolean[] = [];
  const { bridge, posted, settled } = bridged({
    request: (_definition, _params, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted.push(true);
          reject(signal.reason);
        });
      }),
  });
  for (let id = 1; id <= 70; id++) bridge.take({ type: 'request', id, method: 'run/get', params: { run: 'r' } });
  expect(posted.map((message) => 'code' in message && message.code)).toEqual(Array(6).fill('too-many'));
  bridge.dispose();
  await settled(70);
  expect(aborted).toHaveLength(64);
});
