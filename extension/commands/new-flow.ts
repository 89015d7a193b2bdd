import { l10n, window } from 'vscode';
import { openOutput } from '../../daemon/outputs/output-file.ts';
import { specTemplates } from '../../daemon/templates/registry.ts';
import { askName } from './ask-name.ts';
import { chooseFolder } from './choose-folder.ts';
import { defineCommand } from './definition.ts';
import { runsTitle } from './places.ts';

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
    const named = await askName(l10n.t('New Flow (3/3): Name'), folder, template.label);
    if (named === null) return;
    const text = specTemplates.find((candidate) => candidate.name === template.label)!.text(named.name);
    const hint = l10n.t('Choose another name or folder.');
    const file = await openOutput(named.uri.fsPath, { run: null, inputs: [], trusted: true, replace: false, hint });
    await file.write(text);
    await window.showTextDocument(named.uri);
  },
});
