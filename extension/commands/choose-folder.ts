/** Where new specs are written. */
import { dirname } from 'node:path';
import { l10n, Uri, window, workspace } from 'vscode';

/**
 * The folder of the active file, the only workspace folder, or one that the user picks.
 * @param title of the list of folders @param dialog title of the dialog that shows all folders @returns null: the user has cancelled
 */
export async function chooseFolder(title: string, dialog = title): Promise<Uri | null> {
  const folders = workspace.workspaceFolders ?? [];
  const active = window.activeTextEditor?.document.uri;
  const beside =
    active?.scheme === 'file' && workspace.getWorkspaceFolder(active) ? Uri.file(dirname(active.fsPath)) : null;
  const choices = new Map(
    [...(beside === null ? [] : [beside]), ...folders.map(({ uri }) => uri)].map((uri) => [uri.fsPath, uri]),
  );
  if (choices.size === 1) return [...choices.values()][0]!;
  const other = l10n.t('Another folder…');
  if (choices.size > 0) {
    const chosen = await window.showQuickPick([...choices.keys(), other], { title });
    if (chosen === undefined) return null;
    if (chosen !== other) return choices.get(chosen)!;
  }
  const opened = await window.showOpenDialog({
    title: dialog,
    canSelectFolders: true,
    canSelectFiles: false,
    openLabel: l10n.t('Create Here'),
  });
  return opened?.[0] ?? null;
}
