import { basename, join } from 'node:path';
import { commands, Uri, window } from 'vscode';
import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';
import { runGet } from '../../protocol/rpc/run-methods.ts';
import type { Command } from '../app-context.ts';
import { currentFlow, isSameFile } from '../flow-documents.ts';
import { runToUse } from '../runs/pick-run.ts';
import { specAddress } from '../views/view-address.ts';

/** Opens a diff of the text that a run was trained from and the current spec. */
export const compareSpec: Command = async (app, argument) => {
  const title = 'Compare Spec with Run';
  const run = await runToUse(app.store, argument, { action: null, title, newestOfSpec: true });
  if (run === null) return;
  const { specText } = await app.link.request(runGet, { run: run.runDir });
  if (specText === null) {
    throw new FlowscopeError('missing-data', `The text that ${run.id} was trained from is missing.`, {
      hint: `It was in ${join(run.runDir, 'spec.txt')}.`,
    });
  }
  const trained = specAddress(`${run.name} · ${run.id}`, run.runDir);
  const flow = currentFlow();
  const open = flow !== null && isSameFile(flow.uri, run.spec);
  const now = open ? flow.uri : Uri.file(run.spec);
  if (!open) {
    const exists = await window.showTextDocument(now, { preview: true, preserveFocus: true }).then(
      () => true,
      () => false,
    );
    if (!exists) {
      void window.showWarningMessage(`${title}: the spec of this run no longer exists (${run.spec}).`);
      return;
    }
  }
  await commands.executeCommand('vscode.diff', trained, now, `${basename(run.spec)}: as trained in ${run.id} ↔ now`);
};
