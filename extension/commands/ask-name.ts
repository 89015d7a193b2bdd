/** The name of a new spec. */
import { stat } from 'node:fs/promises';
import { l10n, Uri, window } from 'vscode';

const ENDING = '.flow.json';
const NAME = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Asks for a name whose file does not exist in the folder yet.
 * @param suggestion without the file's ending @returns null: the user has cancelled
 */
export async function askName(
  title: string,
  folder: Uri,
  suggestion: string,
): Promise<{ readonly name: string; readonly uri: Uri } | null> {
  const name = await window.showInputBox({
    title,
    prompt: l10n.t('The spec is saved as NAME{0} in {1}', ENDING, folder.fsPath),
    value: await freeName(folder, suggestion),
    validateInput: async (text) => {
      if (!NAME.test(text)) return l10n.t('Use 1 to 64 letters, digits, dots, dashes and underscores.');
      return (await exists(specOf(folder, text))) ? l10n.t('{0} already exists.', `${text}${ENDING}`) : null;
    },
  });
  return name === undefined ? null : { name, uri: specOf(folder, name) };
}

function specOf(folder: Uri, name: string): Uri {
  return Uri.joinPath(folder, `${name}${ENDING}`);
}

async function freeName(folder: Uri, name: string): Promise<string> {
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? name : `${name}-${i}`;
    if (!(await exists(specOf(folder, candidate)))) return candidate;
  }
}

async function exists({ fsPath }: Uri): Promise<boolean> {
  return stat(fsPath).then(
    () => true,
    () => false,
  );
}
