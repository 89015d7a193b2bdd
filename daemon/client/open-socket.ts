import { WebSocket } from 'ws';
import type { Discovery } from '../../protocol/discovery.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';

const MAX_MESSAGE = 128 * 1024 * 1024;

export interface SocketOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
}

/** An upgraded socket to the daemon. @throws FlowscopeError `daemon-unreachable` */
export function openSocket(
  { url, token }: Pick<Discovery, 'url' | 'token'>,
  path: '/rpc' | '/data',
  { headers = {}, timeout = 5000 }: SocketOptions = {},
): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url}${path}`, {
      headers: { ...headers, Authorization: `Bearer ${token}` },
      perMessageDeflate: false,
      followRedirects: false,
      handshakeTimeout: timeout,
      maxPayload: MAX_MESSAGE,
    });
    socket.once('open', () => resolve(socket));
    // Later errors are followed by `close`, which the users of the socket listen to.
    socket.on('error', (error) =>
      reject(
        new FlowscopeError('daemon-unreachable', `The daemon at ${url} does not answer (${error.message}).`, {
          cause: error,
          hint: 'Start it with flowscope serve.',
        }),
      ),
    );
  });
}
