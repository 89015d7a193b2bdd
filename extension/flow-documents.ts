/** Which documents are flow specs. */
import { type TextDocument, type TextEditor, Uri, window, workspace } from 'vscode';

export const LANGUAGE_ID = 'flowscope';
export const PATTERN = '**/*.flow.json';

/** Also under another language id, which a user's `files.associations` may have given them. */
export const DOCUMENT_SELECTOR = [
  { scheme: 'file', language: LANGUAGE_ID },
  { scheme: 'untitled', language: LANGUAGE_ID },
  { scheme: 'file', pattern: PATTERN },
] as const;

export function isFlowDocument({ languageId, uri }: TextDocument): boolean {
  if (uri.scheme === 'untitled') return languageId === LANGUAGE_ID;
  return uri.scheme === 'file' && (languageId === LANGUAGE_ID || uri.path.endsWith('.flow.json'));
}

/** On Windows the letter of a drive may be written either way. */
export function isSameFile(uri: Uri, path: string): boolean {
  return uri.scheme === 'file' && uri.fsPath === Uri.file(path).fsPath;
}

/** The spec in the front, else one in sight, else an open one. */
export function currentFlow(): TextDocument | null {
  const editors: readonly (TextEditor | undefined)[] = [window.activeTextEditor, ...window.visibleTextEditors];
  const shown = editors.find((editor) => editor !== undefined && isFlowDocument(editor.document));
  if (shown !== undefined) return shown.document;
  const open = workspace.textDocuments.filter((document) => !document.isClosed && isFlowDocument(document));
  return open.length === 1 ? open[0]! : null;
}
