import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Uri, window, workspace } from 'vscode';
import { openOutput } from '../../daemon/outputs/output-file.ts';
import { specTemplates } from '../../daemon/templates/registry.ts';
import type { Command } from '../app-context.ts';

const ENDING = '.flow.json';
const NAME = /^[A-Za-z0-9._-]{1,64}$/;

/** Creates a spec from a template and opens it. Never overwrites a file. */
export const newFlow: Command = async () => {
  const template = await window.showQuickPick(
    specTemplates.map(({ name, summary }) => ({ label: name, description: summary })),
    { title: 'New Flow (1/3): Template', placeHolder: 'Select a template', matchOnDescription: true },
  );
  if (template === undefined) return;
  const folder = await chooseFolder();
  if (folder === null) return;
  const name = await window.showInputBox({
    title: 'New Flow (3/3): Name',
    prompt: `The spec is saved as NAME${ENDING} in ${folder.fsPath}`,
    value: await freeName(folder, template.label),
    validateInput: async (text) => {
      if (!NAME.test(text)) return 'Use 1 to 64 letters, digits, dots, dashes and underscores.';
      return (await exists(Uri.joinPath(folder, `${text}${ENDING}`))) ? `${text}${ENDING} already exists.` : null;
    },
  });
  if (name === undefined) return;
  const uri = Uri.joinPath(folder, `${name}${ENDING}`);
  const text = specTemplates.find((candidate) => candidate.name === template.label)!.text(name);
  const hint = 'Choose another name or folder.';
  const file = await openOutput(uri.fsPath, { run: null, inputs: [], trusted: true, replace: false, hint });
  await file.write(text);
  await window.showTextDocument(uri);
};

/** The folder of the active file, the only workspace folder, or one that the user picks. */
async function chooseFolder(): Promise<Uri | null> {
  const folders = workspace.workspaceFolders ?? [];
  const active = window.activeTextEditor?.document.uri;
  const beside =
    active?.scheme === 'file' && workspace.getWorkspaceFolder(active) ? Uri.file(dirname(active.fsPath)) : null;
  const choices = new Map(
    [...(beside === null ? [] : [beside]), ...folders.map(({ uri }) => uri)].map((uri) => [uri.fsPath, uri]),
  );
  if (choices.size === 1) return [...choices.values()][0]!;
  const other = 'Another folder…';
  if (choices.size > 0) {
    const chosen = await window.showQuickPick([...choices.keys(), other], { title: 'New Flow (2/3): Folder' });
    if (chosen === undefined) return null;
    if (chosen !== other) return choices.get(chosen)!;
  }
  const opened = await window.showOpenDialog({
    title: 'New Flow: Folder',
    canSelectFolders: true,
    canSelectFiles: false,
    openLabel: 'Create Here',
  });
  return opened?.[0] ?? null;
}

async function freeName(folder: Uri, name: string): Promise<string> {
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? name : `${name}-${i}`;
    if (!(await exists(Uri.joinPath(folder, `${candidate}${ENDING}`)))) return candidate;
  }
}

async function exists({ fsPath }: Uri): Promise<boolean> {
  return stat(fsPath).then(
    () => true,
    () => false,
  );
}
