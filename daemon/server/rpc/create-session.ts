/** The state of a client, from its `initialize` to the end of its `/rpc` connection. */

import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { stackOf } from '../../errors/stack-of.ts';
import { type ArrayStore, arrayStore } from '../data/array-store.ts';
import type { Disposable, Session } from '../session.ts';
import type { Log } from '../state/log-file.ts';
import type { TextSocket } from './text-socket.ts';

export interface OpenSession {
  readonly session: Session;
  readonly arrays: ArrayStore;
  setTrusted(trusted: boolean): void;
  /** Adds the workspace folders that `initialize` or `workspace/didChangeWorkspaceFolders` lists. */
  addFolders(folders: unknown): void;
  removeFolders(folders: unknown): void;
  /** Disposes what the session owns and drops its arrays. */
  end(): void;
}

const MAX_FOLDERS = 256;

export function createSession(socket: TextSocket, log: Log): OpenSession {
  const arrays = arrayStore();
  const owned = new Set<Disposable>();
  const folders = new Set<string>();
  let trusted = false;
  let ended = false;
  const dispose = (disposable: Disposable) => {
    try {
      disposable.dispose();
    } catch (error) {
      log(`the end of a session failed in part: ${stackOf(error)}`);
    }
  };
  const session: Session = {
    id: randomUUID(),
    get trusted() {
      return trusted;
    },
    get folders() {
      return [...folders];
    },
    offer: arrays.offer,
    notify({ name }, params) {
      if (!ended) socket.send({ jsonrpc: '2.0', method: name, params });
    },
    get congested() {
      return socket.congested;
    },
    onDrain: socket.onDrain,
    own(disposable) {
      if (ended) dispose(disposable);
      else owned.add(disposable);
      return { dispose: () => owned.delete(disposable) };
    },
  };
  return {
    session,
    arrays,
    setTrusted(value) {
      trusted = value;
    },
    addFolders(list) {
      for (const path of foldersOf(list)) if (folders.size < MAX_FOLDERS) folders.add(path);
    },
    removeFolders(list) {
      for (const path of foldersOf(list)) folders.delete(path);
    },
    end() {
      if (ended) return;
      ended = true;
      for (const disposable of owned) dispose(disposable);
      owned.clear();
      arrays.clear();
    },
  };
}

/** Paths of `[{uri}]`, without URIs that name no folder on this machine. */
function foldersOf(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((folder: unknown) => {
    const uri = typeof folder === 'object' && folder !== null && 'uri' in folder ? folder.uri : null;
    if (typeof uri !== 'string' || !uri.startsWith('file:')) return [];
    try {
      return [fileURLToPath(uri)];
    } catch {
      return [];
    }
  });
}
