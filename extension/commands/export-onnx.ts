import { dirname, join } from 'node:path';
import { env, ProgressLocation, Uri, window } from 'vscode';
import { formatError } from '../../daemon/format/numbers.ts';
import { exportFigure } from '../../protocol/figures/export.ts';
import type { Command } from '../app-context.ts';
import { runToUse, stepOfArgument } from '../runs/pick-run.ts';
import { requireTrust } from '../trust.ts';

const FUNCTIONS = [
  { label: 'log_prob', description: 'density', detail: 'x → log q(x), nats' },
  { label: 'encode', description: 'encoder', detail: 'x → z' },
  { label: 'sample', description: 'sampler', detail: 'noise, temperature → x' },
] as const;

export const exportOnnx: Command = async (app, argument) => {
  const title = 'Export to ONNX';
  requireTrust(title);
  const run = await runToUse(app.store, argument, { action: 'inspect', title, newestOfSpec: true });
  if (run === null) return;
  const chosen = await window.showQuickPick(FUNCTIONS, {
    title,
    placeHolder: `Select the function of ${run.name} to export`,
  });
  if (chosen === undefined) return;
  const step = stepOfArgument(argument);
  const name = step === null ? run.name : `${run.name}-step-${step}`;
  const target = await window.showSaveDialog({
    title,
    defaultUri: Uri.file(join(dirname(run.spec), `${name}-${chosen.label}.onnx`)),
    filters: { 'ONNX model': ['onnx'] },
  });
  if (target === undefined) return;
  const { path, maxError } = await window.withProgress(
    { location: ProgressLocation.Notification, title: `Exporting ${run.name}`, cancellable: true },
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
  const copy = 'Copy Path';
  void window
    .showInformationMessage(
      `Exported ${path}. Largest relative difference from the engine: ${formatError(maxError ?? Number.NaN)}.`,
      copy,
    )
    .then((answer) => (answer === copy ? env.clipboard.writeText(path) : undefined));
};
