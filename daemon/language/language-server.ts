/** The language server: one LSP client, its open specs, and every feature on them. */
import {
  type CancellationToken,
  type CodeLens,
  type Connection,
  type Disposable,
  DocumentDiagnosticReportKind,
  type DocumentSymbol,
  type InitializeResult,
  LSPErrorCodes,
  MessageType,
  type Position,
  ResponseError,
  type SymbolInformation,
} from 'vscode-languageserver';
import { stackOf } from '../errors/stack-of.ts';
import { registries } from '../spec/check-spec.ts';
import type { Analysis } from './analysis/analysis.ts';
import { cachedSources } from './analysis/cached-sources.ts';
import { type Checked, createDocumentStore } from './analysis/document-store.ts';
import { initializeResult } from './capabilities.ts';
import { createClientSession } from './client-session.ts';
import { codeLenses } from './features/code-lenses.ts';
import { completions } from './features/completion.ts';
import { dataHints } from './features/data-hint.ts';
import { definition } from './features/definition.ts';
import { toLspDiagnostics } from './features/diagnostics.ts';
import { documentLinks } from './features/document-links.ts';
import { documentSymbols } from './features/document-symbols.ts';
import { flatSymbols } from './features/flat-symbols.ts';
import { foldingRanges } from './features/folding.ts';
import { formatting } from './features/formatting.ts';
import { hover } from './features/hover.ts';
import { inlayHints } from './features/inlay-hints.ts';
import { quickFixes } from './features/quick-fixes.ts';
import { references } from './features/references.ts';
import { createRefresher } from './features/refresher.ts';
import { prepareRename, rename } from './features/rename.ts';
import { selectionRanges } from './features/selection-ranges.ts';
import { createJsonService } from './json-service.ts';
import { DELAYS, type LanguagePorts } from './ports.ts';
import type { RunFact } from './run-facts.ts';
import type { Vocabulary } from './vocabulary/vocabulary.ts';
import { warmUp } from './warm-up.ts';
import { UNWATCHED } from './work.ts';

export interface LanguageServer {
  /** Untrusted until the client says otherwise. */
  readonly trusted: boolean;
  /** Absolute paths of the client's workspace folders. */
  readonly folders: readonly string[];
  /** Makes the client ask again for hints, lenses and diagnostics. */
  refresh(): void;
  /** Stops timers, forgets the documents, and answers no further requests. */
  dispose(): void;
}

/**
 * Registers all language features on a connection, including `initialize` and `shutdown`; call it before
 * `connection.listen()`. Requests for a document that is not a spec, closed or too large get an empty result. A request
 * never fails because of a text's content (except a refused rename, which gets the reason).
 */
export function attachLanguageServer(
  connection: Connection,
  vocabulary: Vocabulary,
  ports: LanguagePorts,
): LanguageServer {
  const delays = { ...DELAYS, ...ports.delays };
  const beginWork = ports.beginWork ?? UNWATCHED;
  const json = createJsonService();
  const session = createClientSession(connection, () => store.recheck());
  const store = createDocumentStore(connection, {
    // One cache per client, because clients may differ in what they may read.
    registries: ports.registries ?? { ...registries, sources: cachedSources(registries.sources) },
    delays,
    trusted: () => session.trusted,
    refusal: ports.refusal ?? (() => null),
    beginWork,
    log,
  });
  const refresher = createRefresher(delays.refresh, () => {
    if (session.traits.inlayHintRefresh) deliver(() => connection.languages.inlayHint.refresh());
    if (session.pull && session.traits.diagnosticRefresh) deliver(() => connection.languages.diagnostics.refresh());
    if (session.traits.codeLensRefresh) deliver(() => connection.sendRequest('workspace/codeLens/refresh'));
  });
  let warming: Disposable | null = null;
  store.onChecked(({ analysis, result, again }) => {
    // Large texts and refused ones are not gone through for this.
    if (!analysis.tooLarge) warming ??= warmUp(analysis, complete);
    // The text is the same but its data or trust changed, and nothing else makes the client ask again.
    if (again) refresher.request();
    if (!session.pull) publish(analysis, toLspDiagnostics(result.diagnostics));
  });
  store.onClosed((uri) => {
    if (!session.pull) deliver(() => connection.sendDiagnostics({ uri, diagnostics: [] }));
  });
  const subscriptions: Disposable[] = [
    session,
    store,
    refresher,
    ports.runs.onDidChange(() => refresher.request()),
    connection.onInitialize((params): InitializeResult => {
      session.initialize(params);
      return { ...initializeResult(params.initializationOptions), ...ports.initializeResult?.(params) };
    }),
    connection.onShutdown(() => undefined),
    connection.onDidChangeWatchedFiles(() => store.recheck()),
    connection.onCompletion((params, token) =>
      onText(params, token, [], async (analysis) => [...(await complete(analysis, params.position))]),
    ),
    connection.onHover((params, token) =>
      onText(params, token, null, (analysis) => hover(analysis, params.position, vocabulary, session.trusted)),
    ),
    connection.onDocumentSymbol((params, token) =>
      onText<DocumentSymbol[] | SymbolInformation[]>(params, token, [], (analysis) => {
        const symbols = documentSymbols(analysis);
        return session.traits.hierarchicalSymbols ? [...symbols] : [...flatSymbols(symbols, analysis.uri)];
      }),
    ),
    connection.onDefinition((params, token) =>
      onText(params, token, null, (analysis) => definition(analysis, params.position)),
    ),
    connection.onReferences((params, token) =>
      onText(params, token, [], (analysis) => [
        ...references(analysis, params.position, params.context.includeDeclaration),
      ]),
    ),
    connection.onPrepareRename((params, token) =>
      onText(params, token, null, (analysis) => prepareRename(analysis, params.position)),
    ),
    connection.onRenameRequest((params, token) =>
      onText(params, token, null, (analysis) => rename(analysis, params.position, params.newName, session.traits)),
    ),
    connection.onDocumentLinks((params, token) =>
      onText(params, token, [], (analysis) => [...documentLinks(analysis, session.folders)]),
    ),
    connection.onFoldingRanges((params, token) =>
      onText(params, token, [], (analysis) => [...foldingRanges(analysis, json)]),
    ),
    connection.onSelectionRanges((params, token) =>
      onText(params, token, [], (analysis) => [...selectionRanges(analysis, params.positions)]),
    ),
    connection.onDocumentFormatting((params, token) =>
      onText(params, token, [], (analysis) => [...formatting(analysis, null, params.options)]),
    ),
    connection.onDocumentRangeFormatting((params, token) =>
      onText(params, token, [], (analysis) => [...formatting(analysis, params.range, params.options)]),
    ),
    connection.onCodeAction((params, token) =>
      onChecked(params, token, [], (checked) => [
        ...quickFixes(checked, params.range, params.context.only, session.traits),
      ]),
    ),
    connection.onCodeLens((params, token) =>
      onChecked<CodeLens[]>(params, token, [], async (checked) => [
        ...codeLenses(checked, await checked.analysis.facts(), await runOf(checked.analysis)),
      ]),
    ),
    connection.languages.inlayHint.on((params, token) =>
      onChecked(params, token, [], async ({ analysis, result }) => {
        const facts = await analysis.facts();
        const data = dataHints(analysis, result.reading, params.range);
        return facts === null
          ? [...data]
          : [...data, ...inlayHints(analysis, facts, await runOf(analysis), params.range)];
      }),
    ),
    connection.languages.diagnostics.on((params, token) =>
      onChecked(params, token, { kind: DocumentDiagnosticReportKind.Full, items: [] }, ({ result }) => ({
        kind: DocumentDiagnosticReportKind.Full,
        items: toLspDiagnostics(result.diagnostics),
      })),
    ),
  ];
  return {
    get trusted() {
      return session.trusted;
    },
    get folders() {
      return session.folders;
    },
    refresh: () => refresher.request(),
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
      warming?.dispose();
    },
  };

  function complete(analysis: Analysis, position: Position) {
    return completions(analysis, position, { vocabulary, client: session.traits, trusted: session.trusted });
  }

  function publish({ uri, version }: Analysis, diagnostics: ReturnType<typeof toLspDiagnostics>): void {
    const versioned = session.traits.diagnosticVersions ? { version } : {};
    deliver(() => connection.sendDiagnostics({ uri, ...versioned, diagnostics }));
  }

  function runOf({ site }: Analysis): Promise<RunFact | null> {
    return site.path === null ? Promise.resolve(null) : ports.runs.latest(site.path);
  }

  /** Handles features that need only the text. */
  async function onText<T>(
    params: DocumentParams,
    token: CancellationToken,
    nothing: T,
    answer: (analysis: Analysis) => T | Promise<T>,
  ): Promise<T | ResponseError<never>> {
    const analysis = store.get(params.textDocument.uri);
    return guarded(token, nothing, () => (analysis === null ? nothing : during(analysis, () => answer(analysis))));
  }

  /** Handles features that need the check: they wait for that of the newest text. */
  async function onChecked<T>(
    params: DocumentParams,
    token: CancellationToken,
    nothing: T,
    answer: (checked: Checked) => T | Promise<T>,
  ): Promise<T | ResponseError<never>> {
    const { uri } = params.textDocument;
    return guarded(token, nothing, async () => {
      for (;;) {
        const checked = await store.checked(uri);
        if (checked === null || token.isCancellationRequested) return nothing;
        const value = await during(checked.analysis, () => answer(checked));
        // Edited meanwhile: the answer would be about an outdated text.
        if (store.get(uri) === checked.analysis || token.isCancellationRequested) return value;
      }
    });
  }

  async function during<T>(analysis: Analysis, answer: () => T | Promise<T>): Promise<T> {
    const work = beginWork(analysis);
    try {
      return await answer();
    } finally {
      work.end();
    }
  }

  async function guarded<T>(
    token: CancellationToken,
    nothing: T,
    answer: () => T | Promise<T>,
  ): Promise<T | ResponseError<never>> {
    if (token.isCancellationRequested) return cancelled();
    try {
      const value = await answer();
      return token.isCancellationRequested ? cancelled() : value;
    } catch (error) {
      if (error instanceof ResponseError) return error as ResponseError<never>;
      // An internal error must not appear at every keystroke: it is logged, and the answer is empty.
      log(error);
      return nothing;
    }
  }

  /** Ignores failures to send to a client that has just disconnected. */
  function deliver(send: () => Promise<unknown>): void {
    try {
      send().catch(() => {});
    } catch {
      // A closed connection throws synchronously.
    }
  }

  function log(error: unknown): void {
    deliver(() =>
      connection.sendNotification('window/logMessage', { type: MessageType.Error, message: stackOf(error) }),
    );
  }
}

interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

function cancelled(): ResponseError<never> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
}
