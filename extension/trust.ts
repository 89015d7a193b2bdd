/** Restricted Mode: what it refuses, and the way out of it. */
import { CodeAction, CodeActionKind, type Disposable, l10n, languages, workspace } from 'vscode';
import { FlowscopeError } from '../daemon/errors/flowscope-error.ts';
import { DOCUMENT_SELECTOR } from './flow-documents.ts';

export const MANAGE_TRUST = 'workbench.trust.manage';

/** @throws FlowscopeError `needs-trust` in Restricted Mode */
export function requireTrust(): void {
  if (workspace.isTrusted) return;
  throw new FlowscopeError(
    'needs-trust',
    l10n.t('This needs a trusted workspace, because it reads data and writes files.'),
    { hint: l10n.t('Language features also work in Restricted Mode.') },
  );
}

/** The quick fix of `needs-trust`: opens VS Code's Workspace Trust editor. */
export function trustAction(): Disposable {
  return languages.registerCodeActionsProvider(
    [...DOCUMENT_SELECTOR],
    {
      provideCodeActions(_document, _range, { diagnostics }) {
        const found = diagnostics.filter(({ source, code }) => source === 'flowscope' && code === 'needs-trust');
        if (found.length === 0 || workspace.isTrusted) return [];
        const action = new CodeAction(l10n.t('Manage Workspace Trust'), CodeActionKind.QuickFix);
        action.command = { title: action.title, command: MANAGE_TRUST };
        action.diagnostics = found;
        action.isPreferred = true;
        return [action];
      },
    },
    { providedCodeActionKinds: [CodeActionKind.QuickFix] },
  );
}
