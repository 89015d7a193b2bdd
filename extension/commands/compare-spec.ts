import { basename, join } from 'node:path';
import { commands, l10n, Uri, window } from 'vscode';
import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';
import { runGet } from '../../protocol/rpc/run-methods.ts';
import { currentFlow, isSameFile } from '../flow-documents.ts';
import { runToUse } from '../runs/pick-run.ts';
import { trainedAddress } from '../trained-texts.ts';
import { defineCommand } from './definition.ts';
import { HAS_RUNS, runItem } from './places.ts';

const title = l10n.t('Compare Spec with Run');

/** Opens a diff of the text that a run was trained from and the current spec. */
export const compareSpec = defineCommand({
  id: 'flowscope.compareSpec',
  title,
  icon: 'diff',
  when: HAS_RUNS,
  menus: [runItem('run', '3_more@1')],
  async run(app, argument) {
    const run = await runToUse(app, argument, { action: null, title, newestOfSpec: true });
    if (run === null) return;
    const { specText } = await app.link.request(runGet, { run: run.runDir });
    if (specText === null) {
      throw new FlowscopeError('missing-data', l10n.t('The text that {0} was trained from is missing.', run.id), {
        hint: l10n.t('It was in {0}.', join(run.runDir, 'spec.txt')),
      });
    }
    const trained = trainedAddress(`${run.name} · ${run.id}`, run.runDir);
    const flow = currentFlow();
    const open = flow !== null && isSameFile(flow.uri, run.spec);
    const now = open ? flow.uri : Uri.file(run.spec);
    if (!open) {
      const exists = await window.showTextDocument(now, { preview: true, preserveFocus: true }).then(
        () => true,
        () => false,
      );
      if (!exists) {
        void window.showWarningMessage(l10n.t('{0}: the spec of this run no longer exists ({1}).', title, run.spec));
        return;
      }
    }
    const difference = l10n.t('{0}: as trained in {1} ↔ now', basename(run.spec), run.id);
    await commands.executeCommand('vscode.diff', trained, now, difference);
  },
});
