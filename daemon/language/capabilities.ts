import type { InitializeResult, ServerCapabilities, TextDocumentSyncKind } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver-types';
import { clientOptions } from './client-options.ts';

/** Written out instead of imported, because a daemon answers `initialize` before the language code is loaded. */
const INCREMENTAL: typeof TextDocumentSyncKind.Incremental = 2;

/** The answer to `initialize`. */
export function initializeResult(initializationOptions: unknown): InitializeResult {
  const { pull } = clientOptions(initializationOptions);
  return { capabilities: capabilities(pull), serverInfo: { name: 'flowscope' } };
}

/** @param pull the client requests diagnostics instead of receiving them */
function capabilities(pull: boolean): ServerCapabilities {
  return {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: INCREMENTAL, save: { includeText: false } },
    // No character that may end a line: the first suggestion would consume the Enter that follows.
    completionProvider: { triggerCharacters: ['"', ':', '/'], resolveProvider: false },
    hoverProvider: true,
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
    codeLensProvider: { resolveProvider: false },
    inlayHintProvider: { resolveProvider: false },
    documentSymbolProvider: { label: 'Flowscope' },
    definitionProvider: true,
    referencesProvider: true,
    renameProvider: { prepareProvider: true },
    documentLinkProvider: { resolveProvider: false },
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    ...(pull
      ? { diagnosticProvider: { identifier: 'flowscope', interFileDependencies: false, workspaceDiagnostics: false } }
      : {}),
  };
}
