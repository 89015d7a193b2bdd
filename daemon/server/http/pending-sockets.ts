/** Limits the sockets that have not upgraded, so that a process that only opens sockets cannot lock others out. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface PendingSockets {
  upgraded(socket: Duplex): void;
  /** Closes all pending sockets. */
  end(): void;
}

/** One socket more than `limit` closes the oldest: an honest client upgrades within milliseconds. */
export function boundPending(server: Server, limit: number): PendingSockets {
  // Oldest first.
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
