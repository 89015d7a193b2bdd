/** The server of `flowscope view`: pages, their scripts, the exchange of the code, and a socket per page. */
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { type SignInAnswer, signInRequest } from '../../protocol/panel/view-messages.ts';
import { VIEW_PROTOCOL } from '../../protocol/panel/view-wire.ts';
import { acceptedLanguages, readTranslation } from '../client/panel/read-translation.ts';
import { listenError } from '../server/http/listen-error.ts';
import { boundPending } from '../server/http/pending-sockets.ts';
import { readBody } from './read-body.ts';
import type { SignIn } from './sign-in.ts';
import { checkViewRequest, checkViewUpgrade, type Refusal, type ViewGate } from './view-gate.ts';
import { VIEW_FILES, viewHeaders, viewPage } from './view-page.ts';

export interface ViewServerOptions {
  /** 0: the system chooses a port. */
  readonly port: number;
  /** Folder of the bundled pages. */
  readonly folder: string;
  readonly signIn: SignIn;
  onSocket(socket: WebSocket): void;
  onRefused(status: number, reason: string): void;
}

export interface ViewServer {
  /** `http://127.0.0.1:1234` */
  readonly url: string;
  close(): Promise<void>;
}

const ADDRESS = '127.0.0.1';
/** Milliseconds from the start of the connection to the end of a request. */
const HANDSHAKE = 5000;
const MAX_HEADER = 8 * 1024;
const MAX_PENDING = 64;
/** Maximum number of open pages. */
const MAX_SOCKETS = 64;
/** Maximum size of a page's message, in bytes: requests, and choices that it stores. */
const MAX_MESSAGE = 1024 * 1024;
const MAX_BODY = 1024;

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.svg': 'image/svg+xml',
};

const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http');

/** @throws FlowscopeError `port-in-use`, `cannot-listen` */
export async function startViewServer(options: ViewServerOptions): Promise<ViewServer> {
  const { port, folder, signIn, onSocket, onRefused } = options;
  const server = createServer({
    headersTimeout: HANDSHAKE,
    requestTimeout: HANDSHAKE,
    connectionsCheckingInterval: 1000,
    maxHeaderSize: MAX_HEADER,
    insecureHTTPParser: false,
  });
  const pending = boundPending(server, MAX_PENDING);
  const upgrader = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE,
    // Never echo the protocol that carries the token.
    handleProtocols: () => VIEW_PROTOCOL,
  });
  const translations = join(folder, 'l10n');
  let gate: ViewGate = { host: '', files: VIEW_FILES, isToken: signIn.isToken };
  let headers: Readonly<Record<string, string>> = {};

  const answer = (response: ServerResponse, status: number, type: string, body: string | Buffer, all = headers) => {
    const own = { 'content-type': type, 'content-length': Buffer.byteLength(body) };
    response.writeHead(status, { ...all, ...own }).end(body);
  };
  const refuse = (response: ServerResponse, { status, reason }: Refusal) => {
    onRefused(status, reason);
    // The rest of the request is not read.
    response.setHeader('connection', 'close');
    answer(response, status, 'text/plain', `${reason}\n`);
  };
  const exchange = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request, MAX_BODY);
    const asked = signInRequest.safeParse(parseJson(body));
    if (!asked.success) return refuse(response, { status: 400, reason: 'a code is expected' });
    const token = signIn.exchange(asked.data.code);
    if (token === null) return refuse(response, { status: 403, reason: 'the code is wrong or was used' });
    const given: SignInAnswer = { token };
    answer(response, 200, 'application/json', JSON.stringify(given));
  };
  /** Browsers request a page's files repeatedly, and compile them again only if they have changed. */
  const sendFile = async (name: string, request: IncomingMessage, response: ServerResponse) => {
    const path = join(folder, name);
    const { size, mtimeMs } = await stat(path);
    const etag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
    response.setHeader('etag', etag);
    const own = { ...headers, 'cache-control': 'no-cache' };
    if (request.headers['if-none-match'] === etag) response.writeHead(304, own).end();
    else answer(response, 200, TYPES[extname(name)] ?? 'application/octet-stream', await readFile(path), own);
  };

  server.on('request', (request, response) => {
    const asked = checkViewRequest(request, gate);
    if ('status' in asked) return refuse(response, asked);
    if (asked.kind === 'page') {
      const languages = acceptedLanguages(request.headers['accept-language']);
      answer(
        response,
        200,
        'text/html; charset=utf-8',
        viewPage(asked.panel, readTranslation(translations, languages)),
      );
      return;
    }
    const answered = asked.kind === 'file' ? sendFile(asked.name, request, response) : exchange(request, response);
    answered.catch((error: unknown) => refuse(response, { status: 500, reason: String(error) }));
  });
  server.on('checkContinue', (_request, response) => response.destroy());
  server.on('checkExpectation', (_request, response) => response.destroy());
  server.on('connect', (_request, socket) => socket.destroy());
  server.on('clientError', (_error, socket) => {
    onRefused(400, 'not understood');
    socket.destroy();
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const wrong =
      checkViewUpgrade(request, gate) ??
      (upgrader.clients.size < MAX_SOCKETS ? null : { status: 503, reason: `more than ${MAX_SOCKETS} pages` });
    if (wrong !== null) {
      onRefused(wrong.status, wrong.reason);
      socket.end(`HTTP/1.1 ${wrong.status} ${STATUS_CODES[wrong.status]}\r\nConnection: close\r\n\r\n`, () =>
        socket.destroy(),
      );
      return;
    }
    upgrader.handleUpgrade(request, socket, head, (webSocket) => {
      pending.upgraded(socket);
      webSocket.on('error', () => webSocket.terminate());
      onSocket(webSocket);
    });
  });

  await new Promise<void>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => reject(listenError(error, { address: ADDRESS, port }));
    server.once('error', failed);
    server.listen({ host: ADDRESS, port, exclusive: true }, () => {
      server.off('error', failed);
      resolve();
    });
  });
  const host = `${ADDRESS}:${(server.address() as AddressInfo).port}`;
  gate = { ...gate, host };
  headers = viewHeaders(host);
  return {
    url: `http://${host}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const client of upgrader.clients) client.close(1001);
      pending.end();
      await closed;
    },
  };
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
