/** Context keys for the `when` clauses of the commands. */
import { commands, type Disposable, window, workspace } from 'vscode';
import { can, RUN_ACTIONS } from '../../protocol/run-actions.ts';
import { canAnyRun, HAS_RUNS, HAS_SPEC, HAS_TWO_RUNS } from '../commands/places.ts';
import { isFlowDocument } from '../flow-documents.ts';
import type { RunStore } from './run-store.ts';

export function contextKeys(store: RunStore): Disposable {
  const known = new Map<string, boolean>();
  const set = (key: string, value: boolean) => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void commands.executeCommand('setContext', key, value);
  };
  const update = () => {
    const runs = store.all();
    for (const action of RUN_ACTIONS) {
      set(
        canAnyRun(action),
        runs.some((run) => can(run, action)),
      );
    }
    set(HAS_RUNS, runs.length > 0);
    set(HAS_TWO_RUNS, runs.length > 1);
    set(HAS_SPEC, window.visibleTextEditors.some(({ document }) => isFlowDocument(document)) || openSpecs() === 1);
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
