/** A client that may break every rule of JSON-RPC. */
import type { RawData, WebSocket } from 'ws';

export interface RawRpc {
  send(message: unknown): void;
  sendText(text: string): void;
  /** The next message that has not been taken. */
  next(timeout?: number): Promise<Record<string, unknown>>;
  readonly closed: Promise<number>;
}

export function rawRpc(socket: WebSocket): RawRpc {
  const arrived: Record<string, unknown>[] = [];
  let waiting: (() => void) | null = null;
  socket.on('message', (data: RawData) => {
    arrived.push(JSON.parse(data.toString()) as Record<string, unknown>);
    waiting?.();
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    sendText: (text) => socket.send(text),
    async next(timeout = 60_000) {
      const deadline = performance.now() + timeout;
      for (;;) {
        const message = arrived.shift();
        if (message !== undefined) return message;
        if (performance.now() > deadline) throw new Error('no answer');
        await new Promise<void>((resolve) => {
          waiting = resolve;
          setTimeout(resolve, 50);
        });
      }
    },
    closed,
  };
}

export const initialize = (options: unknown = {}) => ({
  jsonrpc: '2.0',
  id: 'init',
  method: 'initialize',
  params: { processId: null, rootUri: null, capabilities: {}, initializationOptions: options },
});
