/** Which documents are flow specs. */
import { type TextDocument, type TextEditor, Uri, window, workspace } from 'vscode';

export const LANGUAGE_ID = 'flowscope';
export const PATTERN = '**/*.flow.json';

/** Includes specs with another language id, set by a user's `files.associations`. */
export const DOCUMENT_SELECTOR = [
  { scheme: 'file', language: LANGUAGE_ID },
  { scheme: 'untitled', language: LANGUAGE_ID },
  { scheme: 'file', pattern: PATTERN },
] as const;

export function isFlowDocument({ languageId, uri }: TextDocument): boolean {
  if (uri.scheme === 'untitled') return languageId === LANGUAGE_ID;
  return uri.scheme === 'file' && (languageId === LANGUAGE_ID || uri.path.endsWith('.flow.json'));
}

/** Compares `fsPath`: on Windows, the case of the drive letter may differ. */
export function isSameFile(uri: Uri, path: string): boolean {
  return uri.scheme === 'file' && uri.fsPath === Uri.file(path).fsPath;
}

/** The spec in the active editor, else a visible one, else the only open one. */
export function currentFlow(): TextDocument | null {
  const editors: readonly (TextEditor | undefined)[] = [window.activeTextEditor, ...window.visibleTextEditors];
  const shown = editors.find((editor) => editor !== undefined && isFlowDocument(editor.document));
  if (shown !== undefined) return shown.document;
  const open = workspace.textDocuments.filter((document) => !document.isClosed && isFlowDocument(document));
  return open.length === 1 ? open[0]! : null;
}
