/** Saves what a panel exports where the user says. */
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { commands, type LogOutputChannel, Uri, window, workspace } from 'vscode';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { showFailure } from '../failures.ts';

/** @param name proposed; the folder is that of the run's spec */
export async function saveFile(
  log: LogOutputChannel,
  name: string,
  bytes: ArrayBuffer,
  run: RunInfo | null,
): Promise<void> {
  try {
    const folder = run === null ? homedir() : dirname(run.spec);
    // A panel proposes a name, not a place.
    const proposed = Uri.file(join(folder, name.replaceAll(/[\\/:*?"<>|]/g, '_')));
    const target = await window.showSaveDialog({ defaultUri: proposed, title: 'Export' });
    if (target === undefined) return;
    await workspace.fs.writeFile(target, new Uint8Array(bytes));
    const open = await window.showInformationMessage(`Saved ${target.fsPath}`, 'Open');
    if (open === 'Open') await commands.executeCommand('vscode.open', target);
  } catch (error) {
    await showFailure(log, 'Export', error);
  }
}
