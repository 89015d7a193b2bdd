/** An editor for tests: real JSON-RPC messages over two streams in memory. */
import { PassThrough } from 'node:stream';
import {
  type ClientCapabilities,
  createProtocolConnection,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createLspConnection, type EndReason } from '../../daemon/language/create-connection.ts';
import { attachLanguageServer, type LanguageServer } from '../../daemon/language/language-server.ts';
import type { LanguagePorts } from '../../daemon/language/ports.ts';
import { NO_RUNS } from '../../daemon/language/run-facts.ts';
import { createVocabulary, type Vocabulary } from '../../daemon/language/vocabulary/vocabulary.ts';

export const CAPABILITIES: ClientCapabilities = {
  textDocument: {
    completion: { completionItem: { snippetSupport: true } },
    publishDiagnostics: { versionSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
  workspace: { workspaceEdit: { documentChanges: true }, inlayHint: { refreshSupport: true } },
};

export interface EditorOptions {
  readonly ports?: Partial<LanguagePorts>;
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  readonly workspaceFolders?: readonly { readonly uri: string; readonly name: string }[];
  readonly processId?: number | null;
  readonly vocabulary?: Vocabulary;
}

export interface Editor {
  readonly connection: ProtocolConnection;
  readonly server: LanguageServer;
  readonly initialized: InitializeResult;
  /** Messages that the server logged as errors: nothing else may show a mistake of ours. */
  readonly errors: readonly string[];
  readonly published: readonly PublishDiagnosticsParams[];
  readonly refreshes: readonly number[];
  readonly ended: readonly { readonly reason: EndReason; readonly orderly: boolean }[];
  open(uri: string, text: string): OpenFile;
  close(): void;
  /** Destroys both streams, as a broken socket does, and tells the server nothing. */
  cut(): void;
}

export interface OpenFile {
  readonly uri: string;
  readonly text: string;
  readonly version: number;
  readonly document: TextDocument;
  /** Replaces the first occurrence of `before`, as typing does: one incremental change. */
  replace(before: string, after: string): void;
  /** Replaces a stretch by offsets. */
  splice(offset: number, length: number, newText: string): void;
  /** Position right behind the first occurrence of `text`, or `back` characters before that. */
  after(text: string, back?: number): { line: number; character: number };
  /** Sends a request about this file. */
  ask<T>(method: string, params?: object): Promise<T>;
  /** The diagnostics of the text as it is now. */
  diagnostics(): Promise<PublishDiagnosticsParams['diagnostics']>;
  close(): void;
}

export async function startEditor(options: EditorOptions = {}): Promise<Editor> {
  const {
    ports = {},
    capabilities = CAPABILITIES,
    initializationOptions,
    workspaceFolders,
    processId = null,
    vocabulary = createVocabulary(),
  } = options;
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const ended: { reason: EndReason; orderly: boolean }[] = [];
  const { connection: serving, dispose } = createLspConnection(
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
    { onEnd: (end) => ended.push(end), watchEvery: 20 },
  );
  const server = attachLanguageServer(serving, vocabulary, {
    runs: NO_RUNS,
    ...ports,
    delays: { check: 5, checkAtMost: 100, refresh: 50, ...ports.delays },
  });
  serving.listen();
  const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const errors: string[] = [];
  const published: PublishDiagnosticsParams[] = [];
  const refreshes: number[] = [];
  const waiting = new Set<() => void>();
  connection.onNotification('window/logMessage', ({ type, message }: { type: number; message: string }) => {
    if (type === 1) errors.push(message);
  });
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params);
    for (const wake of waiting) wake();
  });
  connection.onRequest('workspace/inlayHint/refresh', () => {
    refreshes.push(performance.now());
    return null;
  });
  connection.listen();
  const initialized = await connection.sendRequest<InitializeResult>('initialize', {
    processId,
    rootUri: null,
    capabilities,
    ...(initializationOptions === undefined ? {} : { initializationOptions }),
    ...(workspaceFolders === undefined ? {} : { workspaceFolders }),
  });
  await connection.sendNotification('initialized', {});
  return {
    connection,
    server,
    initialized,
    errors,
    published,
    refreshes,
    ended,
    open,
    cut() {
      toServer.destroy();
      toClient.destroy();
    },
    close() {
      server.dispose();
      connection.dispose();
      dispose();
      toServer.destroy();
      toClient.destroy();
    },
  };

  function open(uri: string, text: string): OpenFile {
    let document = TextDocument.create(uri, 'flowscope', 1, text);
    // A test may end while the last words are under way.
    const send = (method: string, params: object) =>
      void connection.sendNotification(method, params).catch(() => undefined);
    send('textDocument/didOpen', { textDocument: { uri, languageId: 'flowscope', version: 1, text } });
    const file: OpenFile = {
      uri,
      get text() {
        return document.getText();
      },
      get version() {
        return document.version;
      },
      get document() {
        return document;
      },
      replace(before, after) {
        const offset = document.getText().indexOf(before);
        if (offset < 0) throw new Error(`the text holds no ${before}`);
        file.splice(offset, before.length, after);
      },
      splice(offset, length, newText) {
        const range = { start: document.positionAt(offset), end: document.positionAt(offset + length) };
        const version = document.version + 1;
        document = TextDocument.update(document, [{ range, text: newText }], version);
        send('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ range, text: newText }] });
      },
      after(found, back = 0) {
        const offset = document.getText().indexOf(found);
        if (offset < 0) throw new Error(`the text holds no ${found}`);
        return document.positionAt(offset + found.length - back);
      },
      ask: (method, params = {}) => connection.sendRequest(method, { textDocument: { uri }, ...params }),
      async diagnostics() {
        for (;;) {
          const found = published.findLast((sent) => sent.uri === uri && sent.version === document.version);
          if (found) return found.diagnostics;
          await new Promise<void>((resolve) => {
            const wake = () => {
              waiting.delete(wake);
              resolve();
            };
            waiting.add(wake);
          });
        }
      },
      close: () => send('textDocument/didClose', { textDocument: { uri } }),
    };
    return file;
  }
}
