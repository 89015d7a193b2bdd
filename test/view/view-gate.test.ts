/** The pages of `flowscope view`, attacked over raw sockets. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSignIn, type SignIn } from '../../daemon/view/sign-in.ts';
import { startViewServer, type ViewServer } from '../../daemon/view/view-server.ts';
import { tokenProtocol, VIEW_PROTOCOL } from '../../protocol/panel/view-wire.ts';
import { rawRequest, upgradeRequest } from '../server/raw-http.ts';

let folder: string;
let signIn: SignIn;
let server: ViewServer;
let token: string;
let port: number;
let host: string;
let sockets = 0;
const refusals: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-view-'));
  for (const name of ['view.js', 'layers.js', 'view.css']) await writeFile(join(folder, name), `/* ${name} */`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(async () => {
  await server?.close();
  sockets = 0;
  signIn = createSignIn();
  server = await startViewServer({
    port: 0,
    folder,
    signIn,
    onSocket: () => sockets++,
    onRefused: (status, reason) => refusals.push(`${status} ${reason}`),
  });
  host = new URL(server.url).host;
  port = Number(new URL(server.url).port);
  token = 'none yet';
});
afterAll(async () => {
  await server.close();
  expect(refusals.join()).not.toContain(token);
});

type Headers = Readonly<Record<string, string | readonly string[] | null>>;

function post(code: unknown, headers: Headers = {}, body = JSON.stringify({ code })): string {
  const all: Headers = {
    Host: host,
    Origin: `http://${host}`,
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
    ...headers,
  };
  return `${requestOf('POST', '/sign-in', all)}${body}`;
}

function get(path: string, headers: Headers = {}): string {
  return requestOf('GET', path, { Host: host, Connection: 'close', ...headers });
}

function requestOf(method: string, path: string, headers: Headers): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === null ? [] : [value].flat().map((each) => `${name}: ${each}`),
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

async function signedIn(): Promise<string> {
  const answer = await rawRequest(port, post(signIn.code));
  token = (JSON.parse(answer.text.split('\r\n\r\n')[1]!) as { token: string }).token;
  return token;
}

function upgrade(headers: Headers = {}, path = '/panel'): string {
  return upgradeRequest(path, host, '', {
    Authorization: null,
    Origin: `http://${host}`,
    'Sec-WebSocket-Protocol': `${VIEW_PROTOCOL}, ${tokenProtocol(token)}`,
    ...headers,
  });
}

test('the code is given for a token, once', async () => {
  expect(await signedIn()).toMatch(/^[\w-]{43}$/);
  expect(token).not.toBe(signIn.code);
  const again = await rawRequest(port, post(signIn.code));
  expect(again.status).toBe(403);
  expect(again.text).not.toContain(token);
});

test('a token opens a socket, and the answer does not repeat it', async () => {
  await signedIn();
  const answer = await rawRequest(port, upgrade());
  expect(answer.status).toBe(101);
  expect(answer.text).toContain(`Sec-WebSocket-Protocol: ${VIEW_PROTOCOL}\r\n`);
  expect(answer.text).not.toContain(token);
  expect(sockets).toBe(1);
});

test.each<[string, () => string, number]>([
  ['a wrong code', () => post('A'.repeat(43)), 403],
  ['the beginning of the code', () => post(signIn.code.slice(0, -1)), 403],
  ['no code', () => post(undefined), 400],
  ['a code that is no text', () => post({ $ne: '' }), 400],
  ['more than a code', () => post('', {}, JSON.stringify({ code: signIn.code, more: 1 })), 400],
  ['no JSON', () => post('', {}, `code=${signIn.code}`), 400],
  ['a large body', () => post('x'.repeat(5000)), 400],
  ['a form', () => post(signIn.code, { 'Content-Type': 'application/x-www-form-urlencoded' }), 415],
  ['JSON as text', () => post(signIn.code, { 'Content-Type': 'text/plain' }), 415],
  ['no content type', () => post(signIn.code, { 'Content-Type': null }), 415],
  ['another origin', () => post(signIn.code, { Origin: 'https://example.com' }), 403],
  ['the origin null', () => post(signIn.code, { Origin: 'null' }), 403],
  ['no origin', () => post(signIn.code, { Origin: null }), 403],
  ['our host under another scheme', () => post(signIn.code, { Origin: `https://${host}` }), 403],
  ['our address on another port', () => post(signIn.code, { Origin: 'http://127.0.0.1:1' }), 403],
  ['two origins', () => post(signIn.code, { Origin: [`http://${host}`, 'https://example.com'] }), 403],
  ['a script of another site', () => post(signIn.code, { 'Sec-Fetch-Site': 'cross-site' }), 403],
  ['a rebound name', () => post(signIn.code, { Host: 'example.com', Origin: 'http://example.com' }), 403],
  ['another port in Host', () => post(signIn.code, { Host: '127.0.0.1:1' }), 403],
  ['two Hosts', () => post(signIn.code, { Host: [host, 'example.com'] }), 403],
  ['a GET', () => get('/sign-in'), 405],
  ['the code in a query', () => get(`/layers?code=${signIn.code}`), 400],
])('signing in with %s is refused, and the code still opens', async (_what, request, status) => {
  const answer = await rawRequest(port, request());
  expect(answer.status).toBe(status);
  expect(answer.text).not.toContain(signIn.code);
  expect(await signedIn()).toMatch(/^[\w-]{43}$/);
});

test.each<[string, () => string, number]>([
  ['no subprotocol', () => upgrade({ 'Sec-WebSocket-Protocol': null }), 401],
  ['the protocol alone', () => upgrade({ 'Sec-WebSocket-Protocol': VIEW_PROTOCOL }), 401],
  ['the token alone', () => upgrade({ 'Sec-WebSocket-Protocol': tokenProtocol(token) }), 401],
  ['a wrong token', () => upgrade({ 'Sec-WebSocket-Protocol': `${VIEW_PROTOCOL}, ${tokenProtocol('x')}` }), 401],
  [
    'the code as a token',
    () => upgrade({ 'Sec-WebSocket-Protocol': `${VIEW_PROTOCOL}, ${tokenProtocol(signIn.code)}` }),
    401,
  ],
  [
    'two tokens',
    () => upgrade({ 'Sec-WebSocket-Protocol': `${VIEW_PROTOCOL}, ${tokenProtocol('x')}, ${tokenProtocol(token)}` }),
    401,
  ],
  ['the token of a daemon', () => upgrade({ 'Sec-WebSocket-Protocol': null, Authorization: `Bearer ${token}` }), 401],
  ['no origin', () => upgrade({ Origin: null }), 403],
  ['another origin', () => upgrade({ Origin: 'https://example.com' }), 403],
  ['a page on another port', () => upgrade({ Origin: 'http://127.0.0.1:1' }), 403],
  ['a rebound name', () => upgrade({ Host: 'example.com', Origin: 'http://example.com' }), 403],
  ['a query', () => upgrade({}, '/panel?a=1'), 400],
  ['another path', () => upgrade({}, '/rpc'), 404],
])('a socket with %s is refused', async (_what, request, status) => {
  await signedIn();
  const answer = await rawRequest(port, request());
  expect(answer.status).toBe(status);
  expect(answer.text).not.toContain(token);
  expect(sockets).toBe(0);
});

test('no token is one before the code was used', async () => {
  token = '';
  expect((await rawRequest(port, upgrade())).status).toBe(401);
});

test.each<[string, () => string, number]>([
  ['a file that is not served', () => get('/extension.cjs'), 404],
  ['a path above', () => get('/../flowscope.js'), 404],
  ['an encoded path above', () => get('/..%2fflowscope.js'), 404],
  ['a whole URL', () => get(`http://${host}/view.js`), 404],
  ['a rebound name', () => get('/layers', { Host: 'example.com' }), 403],
  ['a script of another origin', () => get('/view.js', { Origin: 'https://example.com' }), 403],
  ['a POST', () => requestOf('POST', '/layers', { Host: host, Connection: 'close' }), 405],
])('%s is refused', async (_what, request, status) => {
  expect((await rawRequest(port, request())).status).toBe(status);
});

test('pages forbid frames, foreign code and referrers, and set no cookie', async () => {
  const { status, text } = await rawRequest(port, get('/layers'));
  expect(status).toBe(200);
  const head = text.split('\r\n\r\n')[0]!.toLowerCase();
  for (const part of [
    "default-src 'none'",
    "script-src 'self'",
    `connect-src http://${host} ws://${host}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    'referrer-policy: no-referrer',
    'x-content-type-options: nosniff',
    'cross-origin-resource-policy: same-origin',
    'cache-control: no-store',
  ]) {
    expect(head).toContain(part);
  }
  expect(head).not.toContain('set-cookie');
  expect(head).not.toContain('unsafe');
  expect(text).not.toContain(signIn.code);
  expect(text).toContain('<flowscope-layers>');
});

test('scripts are served with their types', async () => {
  const { status, text } = await rawRequest(port, get('/view.js'));
  expect(status).toBe(200);
  expect(text).toContain('content-type: text/javascript');
  expect(text).toContain('/* view.js */');
  // Kept by the browser, and asked for each time: nothing old is run.
  expect(text.toLowerCase()).toContain('cache-control: no-cache');
  const [, etag] = /etag: (\S+)/i.exec(text)!;
  const again = await rawRequest(port, get('/view.js', { 'If-None-Match': etag! }));
  expect(again.status).toBe(304);
  expect(again.text).not.toContain('/* view.js */');
});

test('who only opens sockets is cut off, and others are served', async () => {
  const idle = Array.from({ length: 100 }, () => rawRequest(port, 'GET /layers HTTP/1.1\r\nHost: '));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await rawRequest(port, get('/layers'))).status).toBe(200);
  const answers = await Promise.all(idle);
  expect(answers.every(({ ended }) => ended)).toBe(true);
  expect(answers.every(({ status }) => status === null || status === 408 || status === 400)).toBe(true);
});
