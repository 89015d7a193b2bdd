/** The clients of the daemon: their `/rpc` and `/data` sockets. */
import type { WebSocket } from 'ws';
import { SESSION_HEADER } from '../../protocol/rpc/initialize.ts';
import { serveData } from './data/data-connection.ts';
import type { Upgrade } from './http/http-server.ts';
import type { HandlerTable } from './late-services.ts';
import { LIMITS } from './limits.ts';
import type { OpenSession } from './rpc/create-session.ts';
import type { OpenLanguage } from './rpc/language-link.ts';
import { watchLiveness } from './rpc/liveness.ts';
import { serveRpc } from './rpc/rpc-connection.ts';
import { textSocket } from './rpc/text-socket.ts';
import type { Log } from './state/log-file.ts';

export interface Sessions {
  readonly connections: number;
  upgrade(upgrade: Upgrade): void;
  /**
   * Closes all sockets; those that do not respond within `grace` milliseconds are cut off.
   * @param failed whether the daemon ends because of an error
   */
  close(grace: number, failed: boolean): Promise<void>;
}

export interface SessionsOptions {
  readonly handlers: HandlerTable;
  readonly openLanguage: OpenLanguage | null;
  readonly log: Log;
  /** Called when a client's `initialize` was answered. */
  onOpened(): void;
  /** Called when a connection was opened or closed. */
  onChange(): void;
}

interface Client {
  readonly open: OpenSession;
  data: WebSocket | null;
}

export function createSessions({ handlers, openLanguage, log, onOpened, onChange }: SessionsOptions): Sessions {
  const sockets = new Set<WebSocket>();
  const clients = new Map<string, Client>();

  const adopt = (socket: WebSocket) => {
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      onChange();
    });
    // The library closes the socket after a protocol error.
    socket.on('error', (error) => log(`a socket failed: ${error.message}`));
    watchLiveness(socket);
    onChange();
  };

  const rpc = (socket: WebSocket) => {
    adopt(socket);
    serveRpc(textSocket(socket), {
      handlers,
      openLanguage,
      log,
      opened(open) {
        clients.set(open.session.id, { open, data: null });
        // Send the answer first.
        setImmediate(onOpened);
      },
      ended(open) {
        clients.get(open.session.id)?.data?.close(1000, 'the session has ended');
        clients.delete(open.session.id);
      },
    });
  };

  const data = (socket: WebSocket, client: Client) => {
    adopt(socket);
    client.data = socket;
    socket.on('close', () => {
      client.data = null;
    });
    serveData(socket, client.open.arrays, log);
  };

  return {
    get connections() {
      return sockets.size;
    },
    upgrade({ path, request, accept, refuse }) {
      if (sockets.size >= LIMITS.connections) return refuse(503, 'too many connections');
      if (path === '/rpc') return accept(rpc);
      const client = clients.get(String(request.headers[SESSION_HEADER] ?? ''));
      if (client === undefined) return refuse(403, 'unknown session');
      if (client.data !== null) return refuse(409, 'the session already has a data connection');
      accept((socket) => data(socket, client));
    },
    async close(grace, failed) {
      const closing = [...sockets].map(
        (socket) =>
          new Promise<void>((resolve) => {
            socket.on('close', () => resolve());
            socket.resume();
            if (failed) socket.close(1011, 'the daemon has failed and ends');
            else socket.close(1001, 'the daemon ends');
          }),
      );
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.terminate();
      }, grace);
      await Promise.all(closing);
      clearTimeout(timer);
    },
  };
}
