import type { Connection, Disposable, InitializeParams } from 'vscode-languageserver';
import * as z from 'zod';
import { DID_CHANGE_TRUST } from '../../protocol/language/did-change-trust.ts';
import { pathOf } from './analysis/spec-site.ts';
import { clientOptions } from './client-options.ts';
import { type ClientTraits, traitsOf } from './client-traits.ts';

/** What a client has told about itself. */
export interface ClientSession {
  readonly traits: ClientTraits;
  /** Untrusted: no data file outside a spec's folder is opened or stat'ed. */
  readonly trusted: boolean;
  /** Absolute paths of its workspace folders. */
  readonly folders: readonly string[];
  /** The client requests diagnostics instead of receiving them. */
  readonly pull: boolean;
  initialize(params: InitializeParams): void;
  dispose(): void;
}

const trustSchema = z.object({ trusted: z.boolean() });

/**
 * Reads `initializationOptions {trusted?, pullDiagnostics?}` and follows `flowscope/didChangeTrust {trusted}`. Any
 * other value counts as untrusted.
 */
export function createClientSession(connection: Connection, onTrust: () => void): ClientSession {
  let traits = traitsOf({});
  let trusted = false;
  let pull = false;
  let folders: readonly string[] = [];
  const subscriptions: Disposable[] = [
    connection.onNotification(DID_CHANGE_TRUST, (params: unknown) => {
      const parsed = trustSchema.safeParse(params);
      if (!parsed.success) return connection.console.warn(`${DID_CHANGE_TRUST} needs {"trusted": true or false}`);
      if (parsed.data.trusted === trusted) return;
      trusted = parsed.data.trusted;
      onTrust();
    }),
    connection.onNotification('workspace/didChangeWorkspaceFolders', (params: unknown) => {
      const parsed = foldersSchema.safeParse(params);
      if (!parsed.success) return;
      const removed = new Set(pathsOf(parsed.data.event.removed));
      const kept = folders.filter((folder) => !removed.has(folder));
      folders = [...new Set([...kept, ...pathsOf(parsed.data.event.added)])];
    }),
  ];
  return {
    get traits() {
      return traits;
    },
    get trusted() {
      return trusted;
    },
    get folders() {
      return folders;
    },
    get pull() {
      return pull;
    },
    initialize({ capabilities, workspaceFolders, rootUri, initializationOptions }) {
      traits = traitsOf(capabilities ?? {});
      ({ trusted, pull } = clientOptions(initializationOptions));
      folders = workspaceFolders ? pathsOf(workspaceFolders) : rootUri ? pathsOf([{ uri: rootUri }]) : [];
    },
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

const folderSchema = z.array(z.object({ uri: z.string() }));
const foldersSchema = z.object({ event: z.object({ added: folderSchema, removed: folderSchema }) });

function pathsOf(list: readonly { readonly uri: string }[]): readonly string[] {
  return list.map(({ uri }) => pathOf(uri)).filter((path) => path !== null);
}
