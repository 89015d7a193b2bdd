import { dirname, join } from 'node:path';
import { env, l10n, ProgressLocation, Uri, window } from 'vscode';
import { formatBytes } from '../../daemon/format/numbers.ts';
import { reportWrite } from '../../protocol/rpc/report-methods.ts';
import { runToUse, stepOfArgument } from '../runs/pick-run.ts';
import { defineCommand } from './definition.ts';
import { canAnyRun, runItem } from './places.ts';

const title = l10n.t('Export Report');

/** The panels of a run as one file to share. */
export const exportReport = defineCommand({
  id: 'flowscope.exportReport',
  title,
  icon: 'file-code',
  when: canAnyRun('inspect'),
  menus: [runItem('inspect', '3_more@3')],
  needsTrust: true,
  async run(app, argument) {
    const run = await runToUse(app, argument, { action: 'inspect', title, newestOfSpec: true });
    if (run === null) return;
    const target = await window.showSaveDialog({
      title,
      defaultUri: Uri.file(join(dirname(run.spec), `${run.name}.html`)),
      filters: { [l10n.t('HTML file')]: ['html'] },
    });
    if (target === undefined) return;
    const { path, bytes, leftOutSteps } = await window.withProgress(
      {
        location: ProgressLocation.Notification,
        title: l10n.t('Writing the report of {0}', run.name),
        cancellable: true,
      },
      // The dialog has asked whether to overwrite.
      (_, token) =>
        app.link.request(
          reportWrite,
          { run: run.runDir, checkpoint: stepOfArgument(argument), path: target.fsPath, overwrite: true },
          token,
        ),
    );
    const [open, copy] = [l10n.t('Open in Browser'), l10n.t('Copy Path')];
    const size = formatBytes(bytes);
    const text =
      leftOutSteps.length === 0
        ? l10n.t('Wrote {0} ({1}). It contains held-out rows of the data.', path, size)
        : l10n.t(
            'Wrote {0} ({1}). It contains held-out rows of the data, and leaves {2} steps out.',
            path,
            size,
            leftOutSteps.length,
          );
    void window.showInformationMessage(text, open, copy).then(async (answer) => {
      if (answer === copy) await env.clipboard.writeText(path);
      if (answer === open) await env.openExternal(target);
    });
  },
});
