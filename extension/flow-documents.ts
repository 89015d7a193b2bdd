/** Which documents are flow specs, and which one a command applies to. */
import { CancellationError, l10n, type TextDocument, type TextEditor, Uri, window, workspace } from 'vscode';
import { FlowscopeError } from '../daemon/errors/flowscope-error.ts';

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

/**
 * The spec of a command's argument, else the current one. Saves an untitled spec first: data and runs are beside its file.
 * @throws FlowscopeError `no-spec`; CancellationError if the user does not save
 */
export async function flowToUse(argument: unknown): Promise<TextDocument> {
  const document = await documentOf(argument);
  if (document === null) {
    throw new FlowscopeError('no-spec', l10n.t('No flow spec is open.'), {
      hint: l10n.t('Open a .flow.json file, or create one with Flowscope: New Flow.'),
    });
  }
  if (document.uri.scheme === 'file') return document;
  const saved = await workspace.save(document.uri);
  if (saved === undefined) throw new CancellationError();
  return workspace.openTextDocument(saved);
}

async function documentOf(argument: unknown): Promise<TextDocument | null> {
  const uri = uriOf(argument);
  if (uri === null) return currentFlow();
  const document = await workspace.openTextDocument(uri);
  return isFlowDocument(document) ? document : null;
}

/** From a code lens (`{uri}`), the explorer, or the editor title. */
function uriOf(argument: unknown): Uri | null {
  if (argument instanceof Uri) return argument;
  if (typeof argument !== 'object' || argument === null || !('uri' in argument)) return null;
  return typeof argument.uri === 'string' ? Uri.parse(argument.uri) : null;
}
