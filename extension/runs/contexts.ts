/** Context keys for the `when` clauses of the commands. */
import { commands, type Disposable, window, workspace } from 'vscode';
import { can } from '../../protocol/run-actions.ts';
import { isFlowDocument } from '../flow-documents.ts';
import type { RunStore } from './run-store.ts';

export function contextKeys(store: RunStore): Disposable {
  const known = new Map<string, boolean>();
  const set = (name: string, value: boolean) => {
    if (known.get(name) === value) return;
    known.set(name, value);
    void commands.executeCommand('setContext', `flowscope.${name}`, value);
  };
  const update = () => {
    const runs = store.all();
    for (const action of ['pause', 'resume', 'stop', 'inspect', 'delete'] as const) {
      set(
        `can.${action}`,
        runs.some((run) => can(run, action)),
      );
    }
    set('hasRuns', runs.length > 0);
    set('hasTwoRuns', runs.length > 1);
    set('hasSpec', window.visibleTextEditors.some(({ document }) => isFlowDocument(document)) || openSpecs() === 1);
  };
  const subscriptions = [
    store.onDidChange(update),
    window.onDidChangeVisibleTextEditors(update),
    workspace.onDidOpenTextDocument(update),
    workspace.onDidCloseTextDocument(update),
  ];
  update();
  return {
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

function openSpecs(): number {
  return workspace.textDocuments.filter((document) => !document.isClosed && isFlowDocument(document)).length;
}
