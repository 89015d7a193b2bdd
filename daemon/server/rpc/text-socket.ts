/** The text side of a WebSocket, bounded in both directions. */
import type { RawData, WebSocket } from 'ws';
import { LIMITS } from '../limits.ts';
import type { Disposable } from '../session.ts';

export interface TextSocket {
  /** Sends a message. Cuts off a client that lets unsent data exceed the hard limit. */
  send(message: object): void;
  /** Sends a message that is JSON already. */
  sendText(text: string): void;
  readonly congested: boolean;
  /** Called each time the congestion ends. */
  onDrain(listener: () => void): Disposable;
  /**
   * Delivers one message per turn of the event loop. Pauses while the client does not read our answers, and while the
   * previous message is still being processed.
   */
  listen(onText: (text: string) => Promise<void> | null): void;
  /** Sends pending data, then closes. */
  close(code: number, reason: string): void;
  onClose(listener: () => void): void;
}

export function textSocket(socket: WebSocket): TextSocket {
  const drainListeners = new Set<() => void>();
  const queue: string[] = [];
  /** UTF-16 units in the queue. */
  let queued = 0;
  let onText: ((text: string) => Promise<void> | null) | null = null;
  let scheduled = false;
  let congested = false;
  /** The last message that was delivered is still being processed. */
  let held = false;

  const sent = () => {
    if (!congested || socket.bufferedAmount > LIMITS.congested / 2) return;
    congested = false;
    for (const listener of [...drainListeners]) listener();
    schedule();
  };
  const dispatch = () => {
    scheduled = false;
    if (congested || socket.readyState !== socket.OPEN) return;
    const text = queue.shift();
    queued -= text?.length ?? 0;
    const taken = text === undefined ? null : (onText?.(text) ?? null);
    if (queue.length <= LIMITS.queue / 2 && queued <= LIMITS.queueUnits && socket.isPaused) socket.resume();
    if (taken === null) schedule();
    else {
      held = true;
      void taken.finally(() => {
        held = false;
        schedule();
      });
    }
  };
  function schedule(): void {
    if (scheduled || congested || held || queue.length === 0) return;
    scheduled = true;
    setImmediate(dispatch);
  }

  function sendText(text: string): void {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(text, sent);
    if (socket.bufferedAmount > LIMITS.unsent) socket.terminate();
    else if (socket.bufferedAmount > LIMITS.congested) congested = true;
  }

  socket.on('message', (data: RawData, isBinary: boolean) => {
    // We have closed, so only the client's own close is still expected, and pausing would delay it.
    if (socket.readyState !== socket.OPEN) return;
    if (isBinary) {
      socket.close(1003, 'only text frames are accepted');
      return;
    }
    // After a pause, frames of the chunk in progress still arrive: at most 64 KiB of them.
    const text = data.toString();
    queue.push(text);
    queued += text.length;
    if (queue.length >= LIMITS.queue || queued > LIMITS.queueUnits) socket.pause();
    schedule();
  });
  return {
    send: (message) => sendText(JSON.stringify(message)),
    sendText,
    get congested() {
      return congested;
    },
    onDrain(listener) {
      // A new function each time, because the same listener may be added twice.
      const entry = () => listener();
      drainListeners.add(entry);
      return { dispose: () => drainListeners.delete(entry) };
    },
    listen(listener) {
      onText = listener;
      schedule();
    },
    close(code, reason) {
      socket.resume();
      socket.close(code, reason);
    },
    onClose: (listener) => void socket.on('close', listener),
  };
}
