import { stat } from 'node:fs/promises';
import { l10n, Uri, window } from 'vscode';
import { openOutput } from '../../daemon/outputs/output-file.ts';
import { specTemplates } from '../../daemon/templates/registry.ts';
import { chooseFolder } from './choose-folder.ts';
import { defineCommand } from './definition.ts';
import { runsTitle } from './places.ts';

const ENDING = '.flow.json';
const NAME = /^[A-Za-z0-9._-]{1,64}$/;

/** Creates a spec from a template and opens it. Never overwrites a file. */
export const newFlow = defineCommand({
  id: 'flowscope.newFlow',
  title: l10n.t('New Flow'),
  icon: 'add',
  menus: [runsTitle('navigation@1')],
  async run() {
    const template = await window.showQuickPick(
      specTemplates.map(({ name, summary }) => ({ label: name, description: summary })),
      {
        title: l10n.t('New Flow (1/3): Template'),
        placeHolder: l10n.t('Select a template'),
        matchOnDescription: true,
      },
    );
    if (template === undefined) return;
    const folder = await chooseFolder(l10n.t('New Flow (2/3): Folder'), l10n.t('New Flow: Folder'));
    if (folder === null) return;
    const name = await window.showInputBox({
      title: l10n.t('New Flow (3/3): Name'),
      prompt: l10n.t('The spec is saved as NAME{0} in {1}', ENDING, folder.fsPath),
      value: await freeName(folder, template.label),
      validateInput: async (text) => {
        if (!NAME.test(text)) return l10n.t('Use 1 to 64 letters, digits, dots, dashes and underscores.');
        const taken = await exists(Uri.joinPath(folder, `${text}${ENDING}`));
        return taken ? l10n.t('{0} already exists.', `${text}${ENDING}`) : null;
      },
    });
    if (name === undefined) return;
    const uri = Uri.joinPath(folder, `${name}${ENDING}`);
    const text = specTemplates.find((candidate) => candidate.name === template.label)!.text(name);
    const hint = l10n.t('Choose another name or folder.');
    const file = await openOutput(uri.fsPath, { run: null, inputs: [], trusted: true, replace: false, hint });
    await file.write(text);
    await window.showTextDocument(uri);
  },
});

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
