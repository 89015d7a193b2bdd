/** The client's side of JSON-RPC over an open `/rpc` socket. */
import type { RawData, WebSocket } from 'ws';
import type * as z from 'zod/mini';
import type { MethodDefinition, NotificationDefinition } from '../../protocol/rpc/method.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../encoding/json.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { messageReader } from './message-reader.ts';
import { RpcError } from './rpc-error.ts';
import { failureOf } from './rpc-failure.ts';

export interface RequestOptions {
  /** Cancels the request; its promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface RpcClient {
  /**
   * @throws FlowscopeError the daemon's error, `connection-lost`, or `invalid-answer`; RpcError for protocol errors
   * (−32800: a newer request superseded this one)
   */
  request<P extends z.ZodMiniType, R extends z.ZodMiniType>(
    definition: MethodDefinition<P, R>,
    params: z.input<P>,
    options?: RequestOptions,
  ): Promise<z.output<R>>;
  /** Calls any method, including those of the language server. */
  call(method: string, params: unknown, options?: RequestOptions): Promise<unknown>;
  notify(method: string, params?: unknown): void;
  /**
   * @param onInvalid called instead of `listener` with `invalid-answer`; default: the connection ends, because what
   * waits for the notification would wait forever
   * @returns a disposable that removes the listener
   */
  onNotification<P extends z.ZodMiniType>(
    definition: NotificationDefinition<P>,
    listener: (params: z.output<P>) => void,
    onInvalid?: (error: unknown) => void,
  ): () => void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** @param daemonVersion product version of the daemon, if it is known already; for messages */
export function rpcClient(socket: WebSocket, daemonVersion: () => string | null): RpcClient {
  const reader = messageReader(daemonVersion);
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Set<(params: unknown) => void>>();
  let last = 0;

  const send = (message: object) => {
    if (socket.readyState !== socket.OPEN) throw connectionLost();
    socket.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
  };
  const rejectAll = (error: unknown) => {
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  };
  const end = (error: unknown) => {
    rejectAll(error);
    socket.terminate();
  };
  socket.on('close', () => rejectAll(connectionLost()));
  socket.on('message', (data: RawData) => {
    const message: unknown = JSON.parse(data.toString());
    if (!isJsonObject(message)) return;
    const { id, method, params } = message;
    if (typeof method === 'string') {
      // This client offers no methods.
      if (id !== undefined) send({ id, error: { code: -32601, message: `unknown method ${method}` } });
      else for (const listener of [...(listeners.get(method) ?? [])]) listener(params);
    } else if (typeof id === 'number') settle(id, message);
  });

  function settle(id: number, { result, error }: JsonObject): void {
    const entry = pending.get(id);
    pending.delete(id);
    if (error === undefined) entry?.resolve(result);
    else entry?.reject(errorOf(error));
  }

  async function call(method: string, params: unknown, { signal }: RequestOptions = {}): Promise<unknown> {
    signal?.throwIfAborted();
    const id = ++last;
    let abort: (() => void) | undefined;
    try {
      return await new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject });
        abort = () => {
          pending.delete(id);
          if (socket.readyState === socket.OPEN) send({ method: '$/cancelRequest', params: { id } });
          reject(signal!.reason);
        };
        signal?.addEventListener('abort', abort, { once: true });
        send({ id, method, ...(params === undefined ? {} : { params }) });
      });
    } finally {
      pending.delete(id);
      if (abort !== undefined) signal?.removeEventListener('abort', abort);
    }
  }

  return {
    call,
    request: async (definition, params, options) =>
      reader.result(definition, await call(definition.name, params, options)),
    notify: (method, params) => send({ method, ...(params === undefined ? {} : { params }) }),
    onNotification(definition, listener, onInvalid = end) {
      const entry = (value: unknown) => {
        let params: Parameters<typeof listener>[0];
        try {
          params = reader.params(definition, value);
        } catch (error) {
          onInvalid(error);
          return;
        }
        listener(params);
      };
      const set = listeners.get(definition.name) ?? new Set();
      listeners.set(definition.name, set.add(entry));
      return () => void set.delete(entry);
    },
  };
}

function connectionLost(): FlowscopeError {
  return new FlowscopeError('connection-lost', 'The connection to the daemon was lost.', {
    hint: 'See its log in the state folder. Runs can be resumed.',
  });
}

function errorOf(error: JsonValue): Error {
  if (!isJsonObject(error)) return new RpcError(-32603, 'the response is invalid', error);
  const { code, message, data } = error;
  return failureOf(
    typeof code === 'number' ? code : -32603,
    typeof message === 'string' ? message : 'failed without a message',
    data,
  );
}
