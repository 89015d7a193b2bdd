/**
 * The window's connection to the daemon: the language client, and the daemon's own methods over the same socket. Comes back by
 * itself when the daemon dies.
 */
import {
  type CancellationToken,
  type Disposable,
  EventEmitter,
  type ExtensionContext,
  type LogOutputChannel,
  type Event as VsEvent,
  workspace,
} from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  ResponseError,
  RevealOutputChannelOn,
  State,
} from 'vscode-languageclient/node';
import type * as z from 'zod';
import { type DataClient, dataClient } from '../../daemon/client/data-client.ts';
import { openSocket } from '../../daemon/client/open-socket.ts';
import { failureOf } from '../../daemon/client/rpc-failure.ts';
import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';
import { DID_CHANGE_TRUST } from '../../daemon/language/client-session.ts';
import type { JsonValue } from '../../daemon/runs/json.ts';
import type { ArrayValues } from '../../protocol/array-assembly.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import type { ArrayReference } from '../../protocol/rpc/array-reference.ts';
import { SESSION_HEADER } from '../../protocol/rpc/initialize.ts';
import type { MethodDefinition, NotificationDefinition } from '../../protocol/rpc/method.ts';
import { PROTOCOL_TEXT } from '../../protocol/version.ts';
import { DOCUMENT_SELECTOR } from '../flow-documents.ts';
import { middleware } from '../language/middleware.ts';
import { crashPolicy } from './crash-policy.ts';
import { locateDaemon } from './locate-daemon.ts';
import { socketTransport } from './socket-transport.ts';

export type LinkState = 'off' | 'connecting' | 'connected' | 'lost';

export interface DaemonLink extends Disposable {
  readonly state: LinkState;
  readonly onDidChangeState: VsEvent<LinkState>;
  /** Connects if that was not done yet; starts a daemon where there is none. @throws FlowscopeError */
  ensure(): Promise<void>;
  /** As `RpcClient.request`, after `ensure`. */
  request<P extends z.ZodType, R extends z.ZodType>(
    definition: MethodDefinition<P, R>,
    params: z.input<P>,
    token?: CancellationToken,
  ): Promise<z.output<R>>;
  /** Holds over reconnections. */
  onNotification<P extends z.ZodType>(
    definition: NotificationDefinition<P>,
    listener: (params: z.output<P>) => void,
  ): void;
  fetchArray(reference: ArrayReference): Promise<ArrayValues>;
  /** The user trusts the workspace now: the session may too. */
  trust(): void;
  /** Ends the connection and makes a new one. `between`: what is done while there is none. */
  restart(between?: () => Promise<void>): Promise<void>;
}

export interface LinkOptions {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  /** The connection was lost too often, or could not be made again. */
  readonly onGivenUp: (error: unknown) => void;
}

interface Connection {
  readonly client: FlowscopeClient;
  readonly discovery: () => Discovery;
  data: Promise<DataClient> | null;
}

export function daemonLink({ context, log, onGivenUp }: LinkOptions): DaemonLink {
  const changed = new EventEmitter<LinkState>();
  const listeners: [string, (params: unknown) => void][] = [];
  const policy = crashPolicy();
  let state: LinkState = 'off';
  let connecting: Promise<Connection> | null = null;
  let disposed = new AbortController();

  const become = (next: LinkState) => {
    if (next === state) return;
    state = next;
    changed.fire(next);
  };

  async function connect(): Promise<Connection> {
    become('connecting');
    let discovery: Discovery | null = null;
    const client = new FlowscopeClient(
      'flowscope',
      'Flowscope',
      async () => {
        discovery = await locateDaemon({ context, log, signal: disposed.signal });
        return socketTransport(await openSocket(discovery, '/rpc'));
      },
      {
        documentSelector: [...DOCUMENT_SELECTOR],
        outputChannel: log,
        traceOutputChannel: log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        initializationOptions: () => ({ trusted: workspace.isTrusted, protocol: PROTOCOL_TEXT }),
        markdown: { isTrusted: false, supportHtml: false },
        middleware: middleware(log),
        // One that fails is told by whoever asked for the connection.
        initializationFailedHandler: () => false,
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          closed: () => {
            connection.data = null;
            if (policy.again()) return { action: CloseAction.Restart, handled: true };
            become('lost');
            connecting = null;
            onGivenUp(new FlowscopeError('connection-lost', 'The connection to the daemon was lost again and again.'));
            return { action: CloseAction.DoNotRestart, handled: true };
          },
        },
      },
    );
    const connection: Connection = { client, discovery: () => discovery!, data: null };
    for (const [name, listener] of listeners) client.onNotification(name, listener);
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) become('connected');
      if (newState === State.Starting) become('connecting');
      // A restart that failed: `start` below tells of the first one.
      if (newState === State.StartFailed && state !== 'lost' && started) {
        become('lost');
        connecting = null;
        onGivenUp(client.lastError ?? new FlowscopeError('connection-lost', 'The daemon cannot be reached.'));
      }
    });
    let started = false;
    try {
      await client.start();
      started = true;
    } catch (error) {
      become('lost');
      throw client.lastError instanceof FlowscopeError ? client.lastError : error;
    }
    return connection;
  }

  const ensure = (): Promise<Connection> => {
    connecting ??= connect().catch((error: unknown) => {
      connecting = null;
      throw error;
    });
    return connecting;
  };

  async function openData({ client, discovery }: Connection): Promise<DataClient> {
    const session = (client.initializeResult as { session?: unknown } | undefined)?.session;
    return dataClient(await openSocket(discovery(), '/data', { headers: { [SESSION_HEADER]: String(session) } }));
  }

  return {
    get state() {
      return state;
    },
    onDidChangeState: changed.event,
    ensure: async () => void (await ensure()),
    async request(definition, params, token) {
      const { client } = await ensure();
      try {
        // An absent token would be taken for a second parameter.
        const answer =
          token === undefined
            ? client.sendRequest(definition.name, params)
            : client.sendRequest(definition.name, params, token);
        return (await answer) as never;
      } catch (error) {
        if (error instanceof ResponseError) throw failureOf(error.code, error.message, error.data as JsonValue);
        throw error;
      }
    },
    onNotification({ name }, listener) {
      listeners.push([name, (params) => listener(params as never)]);
    },
    async fetchArray(reference) {
      const connection = await ensure();
      connection.data ??= openData(connection);
      return (await connection.data).fetch(reference);
    },
    trust() {
      void connecting?.then(
        ({ client }) => client.sendNotification(DID_CHANGE_TRUST, { trusted: true }),
        () => {},
      );
    },
    async restart(between) {
      policy.forgive();
      const before = connecting;
      connecting = null;
      await before?.then(
        ({ client }) => client.dispose(),
        () => {},
      );
      become('off');
      await between?.();
      await ensure();
    },
    dispose() {
      disposed.abort();
      disposed = new AbortController();
      const before = connecting;
      connecting = null;
      void before?.then(
        ({ client }) => client.dispose(),
        () => {},
      );
      changed.dispose();
    },
  };
}

/** Its failures are told once, by us, with what can be done; the log has all of them. */
class FlowscopeClient extends LanguageClient {
  lastError: unknown = null;

  override error(message: string, data?: unknown, _showNotification?: boolean | 'force'): void {
    if (data instanceof Error) this.lastError = data;
    super.error(message, data, false);
  }
}
