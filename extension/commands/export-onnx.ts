import { dirname, join } from 'node:path';
import { env, l10n, ProgressLocation, Uri, window } from 'vscode';
import { formatError } from '../../daemon/format/numbers.ts';
import { exportFigure } from '../../protocol/figures/export.ts';
import { runToUse, stepOfArgument } from '../runs/pick-run.ts';
import { defineCommand } from './definition.ts';
import { canAnyRun, runItem } from './places.ts';

const FUNCTIONS = [
  { label: 'log_prob', description: l10n.t('density'), detail: l10n.t('x → log q(x), nats') },
  { label: 'encode', description: l10n.t('encoder'), detail: 'x → z' },
  { label: 'sample', description: l10n.t('sampler'), detail: l10n.t('noise, temperature → x') },
] as const;

const title = l10n.t('Export to ONNX');

export const exportOnnx = defineCommand({
  id: 'flowscope.exportOnnx',
  title,
  icon: 'export',
  when: canAnyRun('inspect'),
  menus: [runItem('inspect', '3_more@2')],
  needsTrust: true,
  async run(app, argument) {
    const run = await runToUse(app, argument, { action: 'inspect', title, newestOfSpec: true });
    if (run === null) return;
    const chosen = await window.showQuickPick(FUNCTIONS, {
      title,
      placeHolder: l10n.t('Select the function of {0} to export', run.name),
    });
    if (chosen === undefined) return;
    const step = stepOfArgument(argument);
    const name = step === null ? run.name : `${run.name}-step-${step}`;
    const target = await window.showSaveDialog({
      title,
      defaultUri: Uri.file(join(dirname(run.spec), `${name}-${chosen.label}.onnx`)),
      filters: { [l10n.t('ONNX model')]: ['onnx'] },
    });
    if (target === undefined) return;
    const { path, maxError } = await window.withProgress(
      { location: ProgressLocation.Notification, title: l10n.t('Exporting {0}', run.name), cancellable: true },
      // The dialog has asked whether to overwrite.
      (_, token) =>
        app.link.request(
          exportFigure.method,
          {
            run: run.runDir,
            checkpoint: step ?? 'latest',
            path: target.fsPath,
            function: chosen.label,
            overwrite: true,
          },
          token,
        ),
    );
    const copy = l10n.t('Copy Path');
    const difference = formatError(maxError ?? Number.NaN);
    void window
      .showInformationMessage(
        l10n.t('Exported {0}. Largest relative difference from the engine: {1}.', path, difference),
        copy,
      )
      .then((answer) => (answer === copy ? env.clipboard.writeText(path) : undefined));
  },
});
