/** Sockets that have not upgraded: a bounded number, so that somebody who only opens sockets locks nobody out. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface PendingSockets {
  upgraded(socket: Duplex): void;
  /** Ends all that still pend. */
  end(): void;
}

/** One more than `limit` ends the oldest: an honest client upgrades within milliseconds. */
export function boundPending(server: Server, limit: number): PendingSockets {
  // In order of arrival.
  const pending = new Set<Duplex>();
  server.on('connection', (socket: Socket) => {
    pending.add(socket);
    socket.on('close', () => pending.delete(socket));
    socket.on('error', () => socket.destroy());
    if (pending.size <= limit) return;
    for (const oldest of pending) {
      pending.delete(oldest);
      oldest.destroy();
      break;
    }
  });
  return {
    upgraded: (socket) => pending.delete(socket),
    end() {
      for (const socket of pending) socket.destroy();
    },
  };
}
