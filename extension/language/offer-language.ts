/** A user's `files.associations` for `*.json` overrides the extension: offers once to correct it. */
import { ConfigurationTarget, type Disposable, l10n, type Memento, type TextDocument, window, workspace } from 'vscode';
import { LANGUAGE_ID } from '../flow-documents.ts';

const ASKED = 'flowscope.languageOffered';

export function offerLanguage(memory: Memento): Disposable {
  const look = (document: TextDocument) => {
    const { languageId, uri } = document;
    if (uri.scheme !== 'file' || !uri.path.endsWith('.flow.json') || languageId === LANGUAGE_ID) return;
    if (memory.get(ASKED) === true) return;
    void memory.update(ASKED, true);
    void ask(languageId);
  };
  for (const document of workspace.textDocuments) look(document);
  return workspace.onDidOpenTextDocument(look);
}

async function ask(languageId: string): Promise<void> {
  const yes = l10n.t('Use Flow Spec');
  const answer = await window.showInformationMessage(
    l10n.t(
      'Your settings open *.flow.json files as {0}. Open them as Flow spec, with colors and completion?',
      languageId,
    ),
    yes,
    l10n.t('Not Now'),
  );
  if (answer !== yes) return;
  const files = workspace.getConfiguration('files');
  const own = files.inspect<Record<string, string>>('associations')?.globalValue ?? {};
  await files.update('associations', { ...own, '*.flow.json': LANGUAGE_ID }, ConfigurationTarget.Global);
}
