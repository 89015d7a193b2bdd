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

/** An upgraded socket to the daemon. @throws FlowscopeError `daemon-unreachable` */
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
