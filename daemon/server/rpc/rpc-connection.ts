/** One `/rpc` connection: its session's life cycle, the daemon's own methods, and the language server for the rest. */

import { DID_CHANGE_TRUST } from '../../../protocol/language/did-change-trust.ts';
import { VERSION } from '../../../protocol/product-version.ts';
import { PROTOCOL_TEXT } from '../../../protocol/version.ts';
import { isJsonObject } from '../../encoding/json.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { stackOf } from '../../errors/stack-of.ts';
import type { HandlerTable } from '../late-services.ts';
import { LIMITS } from '../limits.ts';
import type { Log } from '../state/log-file.ts';
import { createSession, type OpenSession } from './create-session.ts';
import type { LanguageLink, OpenLanguage } from './language-link.ts';
import {
  cancelledId,
  type IncomingMessage,
  JSON_RPC,
  type NotificationMessage,
  type RequestId,
  type RequestMessage,
  readMessage,
} from './message.ts';
import { negotiate } from './negotiate.ts';
import { type Answer, requestTable } from './request-table.ts';
import { failed, failureOf, type RpcFailure } from './rpc-failure.ts';
import type { TextSocket } from './text-socket.ts';

export interface RpcPorts {
  readonly handlers: HandlerTable;
  /** null: this daemon has no language server. */
  readonly openLanguage: OpenLanguage | null;
  readonly log: Log;
  /** Called when `initialize` was answered. */
  opened(open: OpenSession): void;
  /** Called just before the session ends. */
  ended(open: OpenSession): void;
}

type State = 'new' | 'initializing' | 'ready' | 'shutdown' | 'closed';

export function serveRpc(socket: TextSocket, { handlers, openLanguage, log, opened, ended }: RpcPorts): void {
  const table = requestTable(log);
  /** Requests without an answer, including those of the language server. */
  const unanswered = new Set<RequestId>();
  let state: State = 'new';
  let open: OpenSession | null = null;
  let link: LanguageLink | null = null;
  let initialization: RequestId | null = null;

  const late = setTimeout(() => socket.close(1008, 'no initialize'), LIMITS.initialize);
  late.unref();
  socket.onClose(() => {
    state = 'closed';
    clearTimeout(late);
    table.end();
    link?.dispose();
    if (open === null) return;
    ended(open);
    open.end();
  });
  socket.listen((text) => {
    try {
      return receive(readMessage(text), text.length);
    } catch (error) {
      log(`a message failed: ${stackOf(error)}`);
      return null;
    }
  });

  /** If it returns a promise, the language server accepts no further message until it resolves. */
  function receive(message: IncomingMessage, units: number): Promise<void> | null {
    if (message.kind === 'request') return request(message, units);
    if (message.kind === 'notification') return notification(message, units);
    if (message.kind === 'response') return link?.receive(message, units) ?? null;
    socket.send({ jsonrpc: '2.0', id: message.id, error: { code: message.code, message: message.reason } });
    return null;
  }

  function request(message: RequestMessage, units: number): Promise<void> | null {
    const { id, method } = message;
    const refusal = refusalOf(message);
    if (refusal !== null) {
      socket.send({ jsonrpc: '2.0', id, error: refusal });
      return null;
    }
    if (method === 'initialize') return initialize(message, units);
    const handler = handlers.find(method);
    if (handler === undefined && handlers.loading !== null) return handlers.loading.then(() => again(message, units));
    unanswered.add(id);
    if (method === 'shutdown') state = 'shutdown';
    if (handler !== undefined) table.run(handler, message, open!.session, (answer) => reply(id, answer));
    else if (link !== null) return link.receive(message, units);
    else if (method === 'shutdown') reply(id, { result: null });
    else reply(id, { error: { code: JSON_RPC.methodNotFound, message: `unknown method ${method}` } });
    return null;
  }

  async function again(message: RequestMessage, units: number): Promise<void> {
    if (state !== 'closed') await request(message, units);
  }

  function refusalOf({ id, method }: RequestMessage): RpcFailure | null {
    if (unanswered.has(id)) return { code: JSON_RPC.invalidRequest, message: `id ${JSON.stringify(id)} is in use` };
    if (unanswered.size >= LIMITS.requests || table.working >= LIMITS.requests) {
      return failed(
        new FlowscopeError('too-many-requests', `${LIMITS.requests} requests of this client are waiting for answers.`, {
          hint: 'Wait for answers, or cancel requests.',
        }),
      );
    }
    if (method === 'initialize') {
      return state === 'new' ? null : { code: JSON_RPC.invalidRequest, message: 'initialize may be sent only once' };
    }
    if (state === 'new' || state === 'initializing') {
      return { code: JSON_RPC.notInitialized, message: `initialize must be sent first, found ${method}` };
    }
    return state === 'ready' ? null : { code: JSON_RPC.invalidRequest, message: 'the session was shut down' };
  }

  function notification(message: NotificationMessage, units: number): Promise<void> | null {
    const { method, params } = message;
    if (method === 'exit') socket.close(1000, 'exit');
    if (state !== 'ready') return null;
    if (method === '$/cancelRequest') {
      const id = cancelledId(params);
      if (id !== null) table.cancel(id);
      // The language server would remember an unknown id forever.
      if (id === null || !unanswered.has(id)) return null;
    }
    if (method === 'workspace/didChangeWorkspaceFolders' && isJsonObject(params) && isJsonObject(params.event)) {
      open?.removeFolders(params.event.removed);
      open?.addFolders(params.event.added);
    }
    if (method === DID_CHANGE_TRUST && isJsonObject(params) && typeof params.trusted === 'boolean') {
      open?.setTrusted(params.trusted);
    }
    return link?.receive(message, units) ?? null;
  }

  function initialize(message: RequestMessage, units: number): Promise<void> | null {
    const { id, params } = message;
    const negotiated = negotiate(params);
    if ('failure' in negotiated) {
      reply(id, { error: negotiated.failure });
      return null;
    }
    state = 'initializing';
    clearTimeout(late);
    unanswered.add(id);
    initialization = id;
    open = createSession(socket, log);
    open.setTrusted(negotiated.options.trusted);
    if (isJsonObject(params)) {
      open.addFolders(params.workspaceFolders ?? (typeof params.rootUri === 'string' ? [{ uri: params.rootUri }] : []));
    }
    if (openLanguage === null) {
      initialized({ capabilities: {} });
      return null;
    }
    link = openLanguage({
      session: open.session,
      log,
      send: fromLanguage,
      sendText(text, answered) {
        if (answered !== null) unanswered.delete(answered);
        socket.sendText(text);
      },
      onEnd: () => socket.close(1000, 'the client is gone'),
      onFailed(error) {
        log(`the language server failed: ${stackOf(error)}`);
        socket.close(1011, 'the language server failed');
      },
    });
    return link.receive(message, units);
  }

  function fromLanguage(message: object): void {
    if ('id' in message && !('method' in message)) {
      const id = message.id as RequestId;
      if (id === initialization && state === 'initializing' && 'result' in message) {
        initialized(message.result as object);
        return;
      }
      unanswered.delete(id);
      if (id === initialization && state === 'initializing') socket.close(1011, 'initialize failed');
    }
    socket.send(message);
  }

  function initialized(result: object): void {
    const { session } = open!;
    state = 'ready';
    reply(initialization!, {
      result: {
        ...result,
        session: session.id,
        protocol: PROTOCOL_TEXT,
        serverInfo: { name: 'flowscope', version: VERSION },
      },
    });
    opened(open!);
  }

  function reply(id: RequestId, answer: Answer): void {
    unanswered.delete(id);
    try {
      socket.send({ jsonrpc: '2.0', id, ...answer });
    } catch (error) {
      // The handler's answer cannot be serialized as JSON.
      const failure: RpcFailure = failureOf(error, `the answer to ${JSON.stringify(id)}`, log);
      socket.send({ jsonrpc: '2.0', id, error: failure });
    }
  }
}
