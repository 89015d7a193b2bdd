/** A session with a running daemon, for the command line and the tests. */
import { pathToFileURL } from 'node:url';
import type { WebSocket } from 'ws';
import type { ArrayValues } from '../../protocol/array-values.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import type { ArrayReference } from '../../protocol/rpc/array-reference.ts';
import { type InitializeAdditions, initializeAdditions, SESSION_HEADER } from '../../protocol/rpc/initialize.ts';
import { PROTOCOL_TEXT } from '../../protocol/version.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { type DataClient, dataClient } from './data-client.ts';
import { openSocket } from './open-socket.ts';
import { readDiscovery } from './read-discovery.ts';
import { type RpcClient, rpcClient } from './rpc-client.ts';

export interface ConnectOptions {
  /** Path of the discovery file, or its content. */
  readonly discovery: string | Discovery;
  /** Connect here instead of the discovery's URL: the near end of a tunnel, `ws://127.0.0.1:PORT`. */
  readonly via?: string;
  /** Allow reading data files outside a spec's folder; default false. */
  readonly trusted?: boolean;
  /** Absolute paths of workspace folders. */
  readonly folders?: readonly string[];
  /** LSP client capabilities; default none. */
  readonly capabilities?: object;
  /** Milliseconds for the upgrade and for `initialize`, each; default 5000. */
  readonly timeout?: number;
}

export interface DaemonConnection extends RpcClient {
  /** The result of `initialize`. */
  readonly initialized: InitializeAdditions & { readonly capabilities: unknown };
  /** Opens the data connection on first use. Each array can be fetched once, within 60 s of its result. */
  fetchArray(reference: ArrayReference): Promise<ArrayValues>;
  dropArray(reference: ArrayReference): Promise<void>;
  /** Ends the session; resolves when the socket is closed. */
  close(): Promise<void>;
  /** Resolves when either side has ended the connection. */
  readonly closed: Promise<void>;
}

/** @throws FlowscopeError `token-refused`, `daemon-unreachable`, `protocol-mismatch` */
export async function connectDaemon(options: ConnectOptions): Promise<DaemonConnection> {
  const { trusted = false, folders = [], capabilities = {}, timeout = 5000, via } = options;
  const discovery = await discoveryOf(options.discovery);
  const socket = await openSocket(discovery, '/rpc', { timeout, via });
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  let initialized: DaemonConnection['initialized'] | null = null;
  const rpc = rpcClient(socket, () => initialized?.serverInfo.version ?? null);
  try {
    const answer = await rpc.call(
      'initialize',
      {
        processId: process.pid,
        rootUri: null,
        workspaceFolders: folders.map((path) => ({ uri: pathToFileURL(path).href, name: path })),
        capabilities,
        initializationOptions: { trusted, protocol: PROTOCOL_TEXT },
      },
      { signal: AbortSignal.timeout(timeout) },
    );
    initialized = initializeAdditions.parse(answer);
  } catch (error) {
    socket.terminate();
    throw error instanceof DOMException ? unreachable(discovery.url, 'initialize was not answered') : error;
  }
  rpc.notify('initialized', {});

  let data: Promise<DataClient> | null = null;
  const dataSockets: WebSocket[] = [];
  const openData = async () => {
    const headers = { [SESSION_HEADER]: initialized.session };
    const opened = await openSocket(discovery, '/data', { headers, timeout, via });
    dataSockets.push(opened);
    return dataClient(opened);
  };
  const dataOf = () => {
    data ??= openData();
    return data;
  };
  return {
    ...rpc,
    initialized,
    fetchArray: async (reference) => (await dataOf()).fetch(reference),
    dropArray: async (reference) => (await dataOf()).drop(reference),
    async close() {
      for (const each of dataSockets) each.close(1000);
      if (socket.readyState === socket.OPEN) socket.close(1000);
      const late = setTimeout(() => socket.terminate(), 2000);
      await closed;
      clearTimeout(late);
    },
    closed,
  };
}

async function discoveryOf(source: string | Discovery): Promise<Discovery> {
  if (typeof source !== 'string') return source;
  const discovery = await readDiscovery(source);
  if (discovery === null) throw unreachable(source, 'there is no discovery file');
  return discovery;
}

function unreachable(where: string, reason: string): FlowscopeError {
  return new FlowscopeError('daemon-unreachable', `The daemon at ${where} does not answer (${reason}).`, {
    hint: 'Start it with flowscope serve.',
  });
}
