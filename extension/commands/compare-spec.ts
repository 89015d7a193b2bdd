import { basename } from 'node:path';
import { commands, Uri, window } from 'vscode';
import type { Command } from '../app-context.ts';
import { currentFlow } from '../flow-documents.ts';
import { pickRun, runOfArgument } from '../runs/pick-run.ts';
import { viewAddress } from '../views/view-address.ts';

/** The text that a run was trained from, against the spec's text now, in VS Code's own comparison. */
export const compareSpec: Command = async (app, argument) => {
  const title = 'Compare Spec with Run';
  await app.store.loaded();
  const run =
    runOfArgument(app.store, argument) ?? (await pickRun(app.store, { action: null, title, newestOfSpec: true }));
  if (run === null) return;
  const trained = viewAddress(`${run.name} · ${run.id}`, { view: 'spec', runs: [run.runDir], checkpoint: 'latest' });
  const flow = currentFlow();
  const now = flow !== null && flow.uri.fsPath === run.spec ? flow.uri : Uri.file(run.spec);
  if (flow === null || flow.uri.fsPath !== run.spec) {
    const exists = await window.showTextDocument(now, { preview: true, preserveFocus: true }).then(
      () => true,
      () => false,
    );
    if (!exists) {
      void window.showWarningMessage(`${title}: the spec of this run is gone (${run.spec}).`);
      return;
    }
  }
  await commands.executeCommand('vscode.diff', trained, now, `${basename(run.spec)}: as trained in ${run.id} ↔ now`);
};
