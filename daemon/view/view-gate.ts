/**
 * Decides which requests `flowscope view` answers. Its client is a browser, so any web page can send requests: a
 * request must name our own host and port (a rebound name does not), requests that change something or open a socket
 * must come from our own page, and the secret is in no address, cookie or log.
 */
import type { IncomingMessage } from 'node:http';
import { PANELS, type PanelName } from '../../protocol/panel/panels.ts';
import { offeredToken, SIGN_IN, VIEW_PROTOCOL, VIEW_SOCKET } from '../../protocol/panel/view-wire.ts';

export interface Refusal {
  /** HTTP status. */
  readonly status: number;
  readonly reason: string;
}

export type ViewRequest =
  | { readonly kind: 'page'; readonly panel: PanelName }
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'sign-in' };

export interface ViewGate {
  /** Our own `host:port`. */
  readonly host: string;
  /** Names of the files to serve. */
  readonly files: ReadonlySet<string>;
  readonly isToken: (token: string) => boolean;
}

export function checkViewRequest(request: IncomingMessage, gate: ViewGate): ViewRequest | Refusal {
  const wrong = checkAddress(request, gate);
  if (wrong !== null) return wrong;
  const { method, url = '', headersDistinct: headers } = request;
  if (url === SIGN_IN) {
    if (method !== 'POST') return { status: 405, reason: 'only POST is accepted here' };
    const foreign = checkOrigin(request, gate);
    if (foreign !== null) return foreign;
    const [type, ...more] = headers['content-type'] ?? [];
    if (type !== 'application/json' || more.length > 0) return { status: 415, reason: 'JSON is expected' };
    return { kind: 'sign-in' };
  }
  if (method !== 'GET') return { status: 405, reason: 'only GET is accepted here' };
  // A browser sends the origin of a script's requests; only our own page has scripts.
  if (headers.origin !== undefined) {
    const foreign = checkOrigin(request, gate);
    if (foreign !== null) return foreign;
  }
  const name = url.slice(1);
  const panel = PANELS.find((known) => known === name);
  if (panel !== undefined) return { kind: 'page', panel };
  return gate.files.has(name) ? { kind: 'file', name } : { status: 404, reason: 'unknown path' };
}

/** @returns null: the upgrade is allowed */
export function checkViewUpgrade(request: IncomingMessage, gate: ViewGate): Refusal | null {
  const wrong = checkAddress(request, gate) ?? checkOrigin(request, gate);
  if (wrong !== null) return wrong;
  if (request.url !== VIEW_SOCKET) return { status: 404, reason: 'unknown path' };
  const offered = (request.headersDistinct['sec-websocket-protocol'] ?? []).flatMap((line) => line.split(/\s*,\s*/));
  const token = offeredToken(offered);
  if (token === null) return { status: 401, reason: `the subprotocol ${VIEW_PROTOCOL} and a token are expected` };
  return gate.isToken(token) ? null : { status: 401, reason: 'unknown token' };
}

function checkAddress({ url = '', headersDistinct: headers }: IncomingMessage, { host }: ViewGate): Refusal | null {
  if (headers.host?.length !== 1 || headers.host[0] !== host) return { status: 403, reason: 'foreign host' };
  if (url.includes('?') || url.includes('#')) return { status: 400, reason: 'a query is not accepted' };
  return null;
}

function checkOrigin({ headersDistinct: headers }: IncomingMessage, { host }: ViewGate): Refusal | null {
  const { origin = [], 'sec-fetch-site': site = [] } = headers;
  if (origin.length !== 1 || origin[0] !== `http://${host}`) return { status: 403, reason: 'foreign origin' };
  if (site.some((value) => value !== 'same-origin')) return { status: 403, reason: 'foreign origin' };
  return null;
}
