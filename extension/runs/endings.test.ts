import { expect, test, vi } from 'vitest';
import type { LogOutputChannel } from 'vscode';
import type { LinkState } from '../../daemon/client/lasting-connection.ts';
import type { RunChange } from '../../daemon/client/runs/known-runs.ts';
import { ENGLISH } from '../../daemon/format/strings.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { l10n } from '../testing/l10n.ts';
import type { RunStore } from './run-store.ts';

const showInformationMessage = vi.fn(async (_text: string, ..._actions: string[]) => undefined);
const showWarningMessage = vi.fn(async (_text: string, ..._actions: string[]) => undefined);
vi.mock('vscode', () => ({ commands: {}, l10n, window: { showInformationMessage, showWarningMessage } }));
const { tellEndings } = await import('./endings.ts');

/** What it is told, and how to tell it. */
function listening() {
  let change: (change: RunChange) => void = () => {};
  let become: (state: LinkState) => void = () => {};
  const store = {
    onDidChangeRun(listener: typeof change) {
      change = listener;
      return { dispose() {} };
    },
  };
  const started = { has: () => true, add: () => {}, delete: () => {} };
  const log = { info: () => {} } as unknown as LogOutputChannel;
  const link = {
    onDidChangeState(listener: typeof become) {
      become = listener;
      return { dispose() {} };
    },
  };
  tellEndings(store as unknown as RunStore, link, started, log, ENGLISH);
  return { change: (news: RunChange) => change(news), become: (state: LinkState) => become(state) };
}

test('the message of an overfit run names the best validation and its step', () => {
  const { change } = listening();
  const before = { runDir: '/runs/wine', id: 'wine', name: 'wine', status: 'running', error: null } as RunInfo;
  const checkpoints = [{ step: 400, path: '/runs/wine/c', best: true }];
  const run: RunInfo = {
    ...before,
    status: 'finished',
    checkpoints,
    step: 400,
    validation: { nll: 131.19, se: 125.06, unit: 'nats', step: 400 },
    best: { nll: -19.7, se: 0.41, step: 45 },
  };
  change({ run, before });
  expect(showInformationMessage.mock.lastCall?.[0]).toBe(
    'wine is trained: 400 steps, best NLL −19.7000 ± 0.8200 nats at step 45.',
  );
  expect(showInformationMessage.mock.lastCall?.slice(1)).toEqual(['Inspect Layers', 'Show Samples']);
  const gan: RunInfo = { ...before, status: 'finished', checkpoints, step: 400, model: 'gan', likelihood: 'none' };
  change({ run: { ...gan, validation: null, best: null }, before });
  expect(showInformationMessage.mock.lastCall).toEqual(['wine is trained: 400 steps.', 'Show Samples']);
});

test('a run that stopped because the daemon ended is told, one that a user stopped is not', () => {
  const { change, become } = listening();
  const before = { runDir: '/runs/moons', id: 'moons', name: 'moons', status: 'stopping', error: null } as RunInfo;
  const stop = () => change({ run: { ...before, status: 'interrupted', step: 7 }, before });
  stop();
  expect(showWarningMessage).not.toHaveBeenCalled();
  become('lost');
  expect(showWarningMessage.mock.calls.map(([text]) => text)).toEqual([
    'Training of moons was interrupted at step 7. Resume it to continue from the last checkpoint.',
  ]);
  become('lost');
  expect(showWarningMessage).toHaveBeenCalledTimes(1);
});
