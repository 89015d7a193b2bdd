import type { ClientCapabilities } from 'vscode-languageserver';

/** The client's capabilities that affect answers. */
export interface ClientTraits {
  readonly snippets: boolean;
  readonly inlayHintRefresh: boolean;
  readonly codeLensRefresh: boolean;
  readonly diagnosticVersions: boolean;
  readonly diagnosticRefresh: boolean;
  readonly documentChanges: boolean;
  readonly hierarchicalSymbols: boolean;
}

export function traitsOf({ textDocument, workspace }: ClientCapabilities): ClientTraits {
  return {
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    inlayHintRefresh: workspace?.inlayHint?.refreshSupport === true,
    codeLensRefresh: workspace?.codeLens?.refreshSupport === true,
    diagnosticVersions: textDocument?.publishDiagnostics?.versionSupport === true,
    diagnosticRefresh: workspace?.diagnostics?.refreshSupport === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    hierarchicalSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
  };
}
