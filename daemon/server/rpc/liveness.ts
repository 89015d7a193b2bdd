/** Ends sockets whose peer is gone without a word, or has stopped reading for good. */
import type { WebSocket } from 'ws';
import { LIMITS } from '../limits.ts';

/**
 * A peer lives if it answered or sent anything since the last look, or took some of what is pending. The second look
 * without a sign ends the socket.
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
