import { WebSocket } from 'ws';
import type { Discovery } from '../../protocol/discovery.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';

const MAX_MESSAGE = 128 * 1024 * 1024;

export interface SocketOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
  /** Connect here instead: the near end of a tunnel, `ws://127.0.0.1:PORT`. */
  readonly via?: string | undefined;
}

/** An upgraded socket to the daemon. @throws FlowscopeError `token-refused`, `daemon-unreachable` */
export function openSocket(
  { url, token }: Pick<Discovery, 'url' | 'token'>,
  path: '/rpc' | '/data',
  { headers = {}, timeout = 5000, via = url }: SocketOptions = {},
): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${via}${path}`, {
      // The daemon accepts only its own host name, even through a tunnel.
      headers: { ...headers, Host: new URL(url).host, Authorization: `Bearer ${token}` },
      perMessageDeflate: false,
      followRedirects: false,
      handshakeTimeout: timeout,
      maxPayload: MAX_MESSAGE,
    });
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, { statusCode }) => {
      reject(refusal(via, statusCode));
      socket.terminate();
    });
    // Later errors are followed by `close`, which the users of the socket handle.
    socket.on('error', (error) =>
      reject(
        new FlowscopeError('daemon-unreachable', `The daemon at ${via} does not answer (${error.message}).`, {
          cause: error,
          hint: 'Start it with flowscope serve.',
        }),
      ),
    );
  });
}

/** An answer without an upgrade. Each start of the daemon has a new token, so that a kept one gets old. */
function refusal(where: string, status: number | undefined): FlowscopeError {
  if (status === 401) return new FlowscopeError('token-refused', `The daemon at ${where} refuses the token (401).`);
  return new FlowscopeError(
    'daemon-unreachable',
    `The daemon at ${where} does not answer (Unexpected server response: ${status}).`,
    { hint: 'Start it with flowscope serve.' },
  );
}
