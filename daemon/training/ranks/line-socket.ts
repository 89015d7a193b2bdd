/** Texts of one line each over a socket. */
import type { Socket } from 'node:net';

export interface LineSocket {
  /** Drops the line if the other side is gone. */
  send(message: object): void;
  /** Resolves once what was sent is on its way. A side that is gone does not keep this process alive. */
  close(): Promise<void>;
}

/** Longer than any message. */
const LONGEST = 2 ** 20;
/** Milliseconds for what was sent last. */
const GRACE = 1000;
/** Milliseconds without a word after which the system asks whether the other machine is still there. */
const QUIET = 10_000;

/** @param onLine may throw: the line is no message, and the socket is closed @param onClose called once */
export function lineSocket(socket: Socket, onLine: (line: string) => void, onClose: () => void): LineSocket {
  socket.setKeepAlive(true, QUIET);
  socket.setNoDelay(true);
  socket.setEncoding('utf8');
  let rest = '';
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    if (rest.length > LONGEST) return socket.destroy();
    try {
      for (const line of lines) onLine(line);
    } catch {
      socket.destroy();
    }
  });
  // A reset means the same as an end: the other side is gone.
  socket.on('error', () => {});
  socket.on('end', () => socket.end());
  socket.on('close', onClose);
  return {
    send(message) {
      if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
    },
    async close() {
      if (socket.writable) await new Promise<void>((resolve) => socket.end(resolve));
      setTimeout(() => socket.destroy(), GRACE).unref();
    },
  };
}
