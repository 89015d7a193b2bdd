/** Saves an export of a panel to a file that the user chooses. */
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { commands, type LogOutputChannel, l10n, Uri, window, workspace } from 'vscode';
import { openOutput } from '../../daemon/outputs/output-file.ts';
import { readableRun } from '../../daemon/outputs/protected-files.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { showFailure } from '../failures.ts';

/** The run and spec of a panel, whose files must not be overwritten. */
export interface SavedFrom {
  readonly run: RunInfo | null;
  /** Path of the spec. */
  readonly spec: string | null;
}

/** @param name proposed file name; the folder is that of the spec, else the user's home */
export async function saveFile(
  log: LogOutputChannel,
  name: string,
  bytes: ArrayBuffer,
  { run, spec }: SavedFrom,
): Promise<void> {
  try {
    // The name must not contain a path.
    const folder = spec === null ? homedir() : dirname(spec);
    const proposed = Uri.file(join(folder, name.replaceAll(/[\\/:*?"<>|]/g, '_')));
    const target = await window.showSaveDialog({ defaultUri: proposed, title: l10n.t('Export') });
    if (target === undefined) return;
    if (target.scheme === 'file') await write(target.fsPath, new Uint8Array(bytes), { run, spec });
    else await workspace.fs.writeFile(target, new Uint8Array(bytes));
    const open = l10n.t('Open');
    const answer = await window.showInformationMessage(l10n.t('Saved {0}', target.fsPath), open);
    if (answer === open) await commands.executeCommand('vscode.open', target);
  } catch (error) {
    await showFailure(log, l10n.t('Export'), error);
  }
}

async function write(path: string, bytes: Uint8Array, { run, spec }: SavedFrom): Promise<void> {
  const output = await openOutput(path, {
    run: run && (await readableRun(run.runDir)),
    inputs: spec === null ? [] : [spec],
    trusted: workspace.isTrusted,
    // The dialog has asked whether to overwrite.
    replace: true,
    hint: l10n.t('Choose another file.'),
  });
  await output.write(bytes);
}
