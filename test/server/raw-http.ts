/** What an attacker writes to a port, and what comes back. */
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  /** null: the connection ended without a status line. */
  readonly status: number | null;
  readonly text: string;
  /** false: the other side kept the connection until `timeout`. */
  readonly ended: boolean;
}

/** Writes `text` and reads until the other side ends, resets or has switched protocols. */
export function rawRequest(port: number, text: string | Uint8Array, timeout = 60_000): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1');
    let answer = '';
    const finish = (ended = true) => {
      clearTimeout(late);
      socket.destroy();
      const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
      resolve({ status: status === undefined ? null : Number(status), text: answer, ended });
    };
    const late = setTimeout(() => finish(false), timeout);
    socket.on('data', (data) => {
      answer += data.toString('latin1');
      if (answer.startsWith('HTTP/1.1 101')) finish();
    });
    socket.on('error', () => finish());
    socket.on('close', () => finish());
    socket.write(text);
  });
}

/** An upgrade request; `headers` replace or remove (null) those of an honest client. */
export function upgradeRequest(
  path: string,
  host: string,
  token: string,
  headers: Readonly<Record<string, string | readonly string[] | null>> = {},
  method = 'GET',
): string {
  const all: Record<string, string | readonly string[] | null> = {
    Host: host,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    Authorization: `Bearer ${token}`,
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === null ? [] : [value].flat().map((each) => `${name}: ${each}`),
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}
