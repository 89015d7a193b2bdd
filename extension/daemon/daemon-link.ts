/**
 * The window's connection to the daemon: the language client, and the daemon's methods over the same socket. Reconnects when the
 * daemon dies.
 */
import {
  type CancellationToken,
  type Disposable,
  EventEmitter,
  type ExtensionContext,
  type LogOutputChannel,
  l10n,
  type Event as VsEvent,
  workspace,
} from 'vscode';
import {
  CloseAction,
  ErrorAction,
  ErrorCodes,
  LanguageClient,
  ResponseError,
  RevealOutputChannelOn,
} from 'vscode-languageclient/node';
import type { WebSocket } from 'ws';
import type * as z from 'zod/mini';
import { crashPolicy } from '../../daemon/client/crash-policy.ts';
import { type DataClient, dataClient } from '../../daemon/client/data-client.ts';
import { type LinkState, lastingConnection } from '../../daemon/client/lasting-connection.ts';
import { type MessageReader, messageReader } from '../../daemon/client/message-reader.ts';
import { openSocket } from '../../daemon/client/open-socket.ts';
import { failureOf } from '../../daemon/client/rpc-failure.ts';
import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';
import type { ArrayValues } from '../../protocol/array-values.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import { DID_CHANGE_TRUST } from '../../protocol/language/did-change-trust.ts';
import type { ArrayReference } from '../../protocol/rpc/array-reference.ts';
import { initializeAdditions, SESSION_HEADER } from '../../protocol/rpc/initialize.ts';
import type { MethodDefinition, NotificationDefinition } from '../../protocol/rpc/method.ts';
import { PROTOCOL_TEXT } from '../../protocol/version.ts';
import { DOCUMENT_SELECTOR } from '../flow-documents.ts';
import { middleware } from '../language/middleware.ts';
import { locateDaemon } from './locate-daemon.ts';
import { socketTransport } from './socket-transport.ts';

export interface DaemonLink extends Disposable {
  readonly state: LinkState;
  readonly onDidChangeState: VsEvent<LinkState>;
  /** Connects if needed, and starts a daemon if none is running. @throws FlowscopeError */
  ensure(): Promise<void>;
  /** As `RpcClient.request`, after `ensure`. */
  request<P extends z.ZodMiniType, R extends z.ZodMiniType>(
    definition: MethodDefinition<P, R>,
    params: z.input<P>,
    token?: CancellationToken,
  ): Promise<z.output<R>>;
  /** The listener survives reconnections. */
  onNotification<P extends z.ZodMiniType>(
    definition: NotificationDefinition<P>,
    listener: (params: z.output<P>) => void,
  ): void;
  fetchArray(reference: ArrayReference): Promise<ArrayValues>;
  /** Tells the daemon that the user now trusts the workspace. */
  trust(): void;
  /** Reconnects. @param between runs while there is no connection */
  restart(between?: () => Promise<void>): Promise<void>;
}

export interface LinkOptions {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  /** The connection was lost too often, or reconnecting failed. */
  readonly onGivenUp: (error: unknown) => void;
}

/** Longest time for the first answer of a daemon, milliseconds. */
const PATIENCE = 20_000;

interface Connection {
  readonly client: FlowscopeClient;
  readonly reader: MessageReader;
  readonly discovery: Discovery;
  readonly socket: WebSocket;
  data: Promise<DataClient> | null;
}

export function daemonLink({ context, log, onGivenUp }: LinkOptions): DaemonLink {
  const changed = new EventEmitter<LinkState>();
  const listeners: [string, (reader: MessageReader, params: unknown) => void][] = [];
  const lasting = lastingConnection<Connection>({
    open,
    close,
    policy: crashPolicy(),
    onState: (state) => changed.fire(state),
    onGivenUp: (error) =>
      onGivenUp(
        error ?? new FlowscopeError('connection-lost', l10n.t('The connection to the daemon was lost repeatedly.')),
      ),
  });

  async function open(lost: () => void, signal: AbortSignal): Promise<Connection> {
    let discovery: Discovery | null = null;
    let socket: WebSocket | null = null;
    const client = new FlowscopeClient(
      'flowscope',
      'Flowscope',
      async () => {
        discovery = await locateDaemon({ context, log, signal });
        socket = await openSocket(discovery, '/rpc');
        signal.throwIfAborted();
        return socketTransport(socket);
      },
      {
        documentSelector: [...DOCUMENT_SELECTOR],
        outputChannel: log,
        traceOutputChannel: log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        initializationOptions: () => ({ trusted: workspace.isTrusted, protocol: PROTOCOL_TEXT }),
        markdown: { isTrusted: false, supportHtml: false },
        middleware: middleware(log),
        // The caller that requested the connection reports the failure.
        initializationFailedHandler: () => false,
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          // Restarting a client fails if the daemon dies meanwhile, so each connection has a new client.
          closed: () => {
            lost();
            return { action: CloseAction.DoNotRestart, handled: true, message: 'The daemon closed the connection.' };
          },
        },
      },
    );
    const reader = messageReader(() => client.initializeResult?.serverInfo?.version ?? null);
    for (const [name, listener] of listeners)
      client.onNotification(name, (params: unknown) => listener(reader, params));
    const cut = () => socket?.terminate();
    signal.addEventListener('abort', cut);
    const patience = setTimeout(() => {
      if (socket === null) return;
      client.lastError = new FlowscopeError(
        'not-answering',
        l10n.t('The daemon (process {0}) did not answer within {1} s.', String(discovery?.pid), PATIENCE / 1000),
        { hint: l10n.t('End this process and try again. Its runs can be resumed.') },
      );
      cut();
    }, PATIENCE);
    try {
      await client.start();
      return { client, reader, discovery: discovery!, socket: socket!, data: null };
    } catch (error) {
      cut();
      throw client.lastError instanceof FlowscopeError ? client.lastError : error;
    } finally {
      clearTimeout(patience);
      signal.removeEventListener('abort', cut);
    }
  }

  async function close({ client, socket }: Connection): Promise<void> {
    await client.dispose().catch((error: unknown) => log.warn(`closing the connection failed: ${error}`));
    socket.terminate();
  }

  async function openData(connection: Connection): Promise<DataClient> {
    const { session } = initializeAdditions.parse(connection.client.initializeResult);
    const headers = { [SESSION_HEADER]: session };
    const socket = await openSocket(connection.discovery, '/data', { headers });
    socket.once('close', () => {
      connection.data = null;
    });
    return dataClient(socket);
  }

  return {
    get state() {
      return lasting.state;
    },
    onDidChangeState: changed.event,
    ensure: async () => void (await lasting.get()),
    async request(definition, params, token) {
      const { client, reader } = await lasting.get();
      let result: unknown;
      try {
        // An undefined token would be sent as a second parameter.
        const answer =
          token === undefined
            ? client.sendRequest(definition.name, params)
            : client.sendRequest(definition.name, params, token);
        result = await answer;
      } catch (error) {
        throw requestFailure(error);
      }
      return reader.result(definition, result);
    },
    onNotification(definition, listener) {
      listeners.push([
        definition.name,
        (reader, value) => {
          let params: Parameters<typeof listener>[0];
          try {
            params = reader.params(definition, value);
          } catch (error) {
            log.error(error instanceof FlowscopeError ? `${error.message} ${error.hint}` : String(error));
            return;
          }
          listener(params);
        },
      ]);
    },
    async fetchArray(reference) {
      const connection = await lasting.get();
      connection.data ??= openData(connection).catch((error: unknown) => {
        connection.data = null;
        throw error;
      });
      return (await connection.data).fetch(reference);
    },
    trust() {
      lasting.current
        ?.then(({ client }) => client.sendNotification(DID_CHANGE_TRUST, { trusted: true }))
        // A later connection sends the trust when it is initialized.
        .catch((error: unknown) => log.warn(String(error)));
    },
    restart: (between) => lasting.renew(between),
    dispose() {
      void lasting.end();
      changed.dispose();
    },
  };
}

/** Codes of requests that ended with the connection. */
const ENDED: readonly number[] = [ErrorCodes.PendingResponseRejected, ErrorCodes.ConnectionInactive];

function requestFailure(error: unknown): unknown {
  if (!(error instanceof ResponseError)) return error;
  if (ENDED.includes(error.code)) {
    return new FlowscopeError('connection-lost', l10n.t('The connection to the daemon was lost.'), {
      hint: l10n.t('Flowscope reconnects automatically. Try again.'),
    });
  }
  return failureOf(error.code, error.message, error.data);
}

/** Shows no notifications: failures are logged, and the extension reports them once, with actions. */
class FlowscopeClient extends LanguageClient {
  lastError: unknown = null;

  override error(message: string, data?: unknown, _showNotification?: boolean | 'force'): void {
    // The first error is the cause, the others are its consequences.
    if (data instanceof Error) this.lastError ??= data;
    super.error(message, data, false);
  }
}
