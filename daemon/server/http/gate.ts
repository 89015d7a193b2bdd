/**
 * Decides who may upgrade. A web page of any origin can reach a WebSocket on localhost, which is how other tools were
 * attacked. So every request that comes from a browser is refused, and the token is compared before the upgrade.
 */
import type { IncomingMessage } from 'node:http';
import { sameSecret } from '../../encoding/same-secret.ts';

export type UpgradePath = '/rpc' | '/data';

export type GateResult =
  | { readonly path: UpgradePath }
  /** HTTP status and reason of the refusal. */
  | { readonly status: number; readonly reason: string };

export interface Gate {
  /** Our own `host:port`, as in the Host header. */
  readonly host: string;
  readonly token: string;
}

const PATHS: readonly string[] = ['/rpc', '/data'] satisfies readonly UpgradePath[];

export function checkRequest(request: IncomingMessage, { host, token }: Gate): GateResult {
  const { headersDistinct: headers, url = '' } = request;
  if (headers.origin !== undefined || headers['sec-websocket-origin'] !== undefined) {
    return { status: 403, reason: 'browsers are not served' };
  }
  if (headers.host?.length !== 1 || headers.host[0] !== host) return { status: 403, reason: 'foreign host' };
  if (url.includes('?') || url.includes('#')) return { status: 400, reason: 'a query is not accepted' };
  if (!PATHS.includes(url)) return { status: 404, reason: 'unknown path' };
  const [authorization, ...more] = headers.authorization ?? [];
  if (authorization === undefined || more.length > 0 || !sameSecret(authorization, `Bearer ${token}`)) {
    return { status: 401, reason: 'the token of the discovery file is required' };
  }
  if (request.method !== 'GET' || headers.upgrade === undefined)
    return { status: 426, reason: 'only WebSocket is supported' };
  return { path: url as UpgradePath };
}
