import { expect, test, vi } from 'vitest';
import type { LogOutputChannel } from 'vscode';
import type { RunChange } from '../../daemon/client/runs/known-runs.ts';
import { ENGLISH } from '../../daemon/format/strings.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { l10n } from '../testing/l10n.ts';
import type { RunStore } from './run-store.ts';

const showInformationMessage = vi.fn(async (_text: string, ..._actions: string[]) => undefined);
vi.mock('vscode', () => ({ commands: {}, l10n, window: { showInformationMessage } }));
const { tellEndings } = await import('./endings.ts');

test('the message of an overfit run names the best validation and its step', () => {
  let change: (change: RunChange) => void = () => {};
  const store = {
    onDidChangeRun(listener: typeof change) {
      change = listener;
      return { dispose() {} };
    },
  };
  const started = { has: () => true, add: () => {}, delete: () => {} };
  const log = { info: () => {} } as unknown as LogOutputChannel;
  tellEndings(store as unknown as RunStore, started, log, ENGLISH);
  const before = { runDir: '/runs/wine', id: 'wine', name: 'wine', status: 'running', error: null } as RunInfo;
  const run: RunInfo = {
    ...before,
    status: 'finished',
    step: 400,
    validation: { nll: 131.19, se: 125.06, unit: 'nats', step: 400 },
    best: { nll: -19.7, se: 0.41, step: 45 },
  };
  change({ run, before });
  expect(showInformationMessage.mock.lastCall?.[0]).toBe(
    'wine is trained: 400 steps, best NLL −19.7000 ± 0.8200 nats at step 45.',
  );
});
