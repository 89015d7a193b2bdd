/** Closes sockets whose peer vanished silently or has stopped reading for good. */
import type { WebSocket } from 'ws';
import { LIMITS } from '../limits.ts';

/**
 * A peer is alive if it answered or sent anything since the last check, or read some of the pending data. The second
 * check in a row without such a sign closes the socket.
 */
export function watchLiveness(socket: WebSocket, interval: number = LIMITS.ping): void {
  let heard = true;
  let unsent = 0;
  let misses = 0;
  const hear = () => {
    heard = true;
  };
  socket.on('message', hear);
  socket.on('pong', hear);
  socket.on('ping', hear);
  const timer = setInterval(() => {
    const draining = socket.bufferedAmount < unsent;
    misses = heard || draining ? 0 : misses + 1;
    if (misses >= 2) {
      socket.terminate();
      return;
    }
    heard = false;
    unsent = socket.bufferedAmount;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, interval);
  timer.unref();
  socket.on('close', () => clearInterval(timer));
}
