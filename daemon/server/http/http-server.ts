/** The listening socket: HTTP requests that pass the gate become WebSockets, all others are refused. */
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { LIMITS } from '../limits.ts';
import { checkRequest, type UpgradePath } from './gate.ts';
import { listenError } from './listen-error.ts';
import { boundPending } from './pending-sockets.ts';

export interface Upgrade {
  readonly path: UpgradePath;
  readonly request: IncomingMessage;
  /** Completes the upgrade. Call it at most once, within the current tick. */
  accept(use: (socket: WebSocket) => void): void;
  refuse(status: number, reason: string): void;
}

export interface HttpServerOptions {
  /** A loopback address. */
  readonly address: string;
  /** 0: the system chooses a port. */
  readonly port: number;
  readonly token: string;
  onUpgrade(upgrade: Upgrade): void;
  onRefused(status: number, reason: string): void;
}

export interface HttpServer {
  /** `ws://127.0.0.1:1234` */
  readonly url: string;
  /** Stops accepting connections and closes those that have not upgraded. */
  close(): void;
}

// `import` would evaluate every export of the module, and one of them loads an HTTP client: 30 ms and 5 MB for nothing.
const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http');

/** @throws FlowscopeError `port-in-use`, `cannot-listen` */
export async function listen(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer({
    headersTimeout: LIMITS.handshake,
    requestTimeout: LIMITS.handshake,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: 1,
    maxHeaderSize: LIMITS.headerBytes,
    insecureHTTPParser: false,
  });
  server.maxHeadersCount = LIMITS.headers;
  const pending = boundPending(server, LIMITS.pendingSockets);
  // The maximum message size depends on the path.
  const limits: Readonly<Record<UpgradePath, number>> = {
    '/rpc': LIMITS.messageBytes,
    '/data': LIMITS.dataRequestBytes,
  };
  const upgraders = Object.fromEntries(
    Object.entries(limits).map(([path, maxPayload]) => [
      path,
      new WebSocketServer({
        noServer: true,
        clientTracking: false,
        perMessageDeflate: false,
        maxPayload,
        closeTimeout: LIMITS.handshake,
      } as ConstructorParameters<typeof WebSocketServer>[0]),
    ]),
  ) as Readonly<Record<UpgradePath, WebSocketServer>>;
  let host = '';
  const check = (request: IncomingMessage) => checkRequest(request, { host, token: options.token });

  server.on('request', (request, response) => {
    const result = check(request);
    const { status, reason } = 'path' in result ? { status: 426, reason: 'only WebSocket is supported' } : result;
    options.onRefused(status, reason);
    response.writeHead(status, { connection: 'close', 'content-type': 'text/plain' });
    response.end(`${reason}\n`, () => request.destroy());
  });
  server.on('checkContinue', (_request, response) => response.destroy());
  server.on('checkExpectation', (_request, response) => response.destroy());
  server.on('connect', (_request, socket) => refuse(socket, 405, 'only GET is supported'));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const timeout = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
    const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
    refuse(socket, timeout ? 408 : tooLarge ? 431 : 400, timeout ? 'the request took too long' : 'malformed request');
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const result = check(request);
    if (!('path' in result)) return refuse(socket, result.status, result.reason);
    options.onUpgrade({
      path: result.path,
      request,
      accept(use) {
        upgraders[result.path].handleUpgrade(request, socket, head, (webSocket) => {
          pending.upgraded(socket);
          use(webSocket);
        });
      },
      refuse: (status, reason) => refuse(socket, status, reason),
    });
  });

  function refuse(socket: Duplex, status: number, reason: string): void {
    options.onRefused(status, reason);
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const body = `${reason}\n`;
    socket.on('error', () => socket.destroy());
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      () => socket.destroy(),
    );
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, options)));
    server.listen({ host: options.address, port: options.port, backlog: 511, exclusive: true }, resolve);
  });
  const { address, port, family } = server.address() as AddressInfo;
  host = family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
  return {
    url: `ws://${host}`,
    close() {
      server.close();
      pending.end();
    },
  };
}
