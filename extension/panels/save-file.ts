/** Saves what a panel exports where the user says. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { commands, type LogOutputChannel, Uri, window, workspace } from 'vscode';
import { showFailure } from '../failures.ts';

/** @param name proposed @param folder proposed too; null: the user's home */
export async function saveFile(
  log: LogOutputChannel,
  name: string,
  bytes: ArrayBuffer,
  folder: string | null,
): Promise<void> {
  try {
    // A panel proposes a name, not a place.
    const proposed = Uri.file(join(folder ?? homedir(), name.replaceAll(/[\\/:*?"<>|]/g, '_')));
    const target = await window.showSaveDialog({ defaultUri: proposed, title: 'Export' });
    if (target === undefined) return;
    await workspace.fs.writeFile(target, new Uint8Array(bytes));
    const open = await window.showInformationMessage(`Saved ${target.fsPath}`, 'Open');
    if (open === 'Open') await commands.executeCommand('vscode.open', target);
  } catch (error) {
    await showFailure(log, 'Export', error);
  }
}
