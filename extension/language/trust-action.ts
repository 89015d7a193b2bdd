/** The quick fix of `needs-trust`: opens VS Code's Workspace Trust editor. */
import { CodeAction, CodeActionKind, type Disposable, languages, workspace } from 'vscode';
import { DOCUMENT_SELECTOR } from '../flow-documents.ts';

export function trustAction(): Disposable {
  return languages.registerCodeActionsProvider(
    [...DOCUMENT_SELECTOR],
    {
      provideCodeActions(_document, _range, { diagnostics }) {
        const found = diagnostics.filter(({ source, code }) => source === 'flowscope' && code === 'needs-trust');
        if (found.length === 0 || workspace.isTrusted) return [];
        const action = new CodeAction('Manage Workspace Trust', CodeActionKind.QuickFix);
        action.command = { title: action.title, command: 'workbench.trust.manage' };
        action.diagnostics = found;
        action.isPreferred = true;
        return [action];
      },
    },
    { providedCodeActionKinds: [CodeActionKind.QuickFix] },
  );
}
