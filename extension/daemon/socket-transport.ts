/** JSON-RPC messages of the language client over a WebSocket to the daemon. One socket, one transport. */
import type { Message, MessageReader, MessageTransports, MessageWriter } from 'vscode-languageclient/node';
import { Emitter } from 'vscode-languageclient/node';
import type { RawData, WebSocket } from 'ws';

/** Bytes that may be buffered while the daemon does not read; beyond that, the connection is closed. */
const MOST_WAITING = 32 * 1024 * 1024;

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'jsonrpc' in value && typeof value.jsonrpc === 'string';
}

/** @param socket open; closes with the transport */
export function socketTransport(socket: WebSocket): MessageTransports {
  const closed = new Emitter<void>();
  const failed = new Emitter<Error>();
  const writeFailed = new Emitter<[Error, Message | undefined, number | undefined]>();
  const partial = new Emitter<never>();
  socket.once('close', () => closed.fire());

  const reader: MessageReader = {
    onError: failed.event,
    onClose: closed.event,
    onPartialMessage: partial.event,
    listen(callback) {
      const take = (data: RawData, binary: boolean) => {
        try {
          if (binary) throw new Error('the daemon sent binary data instead of a message');
          const message: unknown = JSON.parse(data.toString());
          if (!isMessage(message)) throw new Error('the daemon sent something else than a message');
          callback(message);
        } catch (error) {
          failed.fire(error instanceof Error ? error : new Error(String(error)));
        }
      };
      socket.on('message', take);
      return { dispose: () => void socket.off('message', take) };
    },
    dispose: () => socket.close(),
  };
  const writer: MessageWriter = {
    onError: writeFailed.event,
    onClose: closed.event,
    write: (message) =>
      new Promise((resolve, reject) => {
        if (socket.bufferedAmount > MOST_WAITING) socket.terminate();
        socket.send(JSON.stringify(message), (error) => (error ? reject(error) : resolve()));
      }),
    end: () => socket.close(),
    dispose: () => socket.close(),
  };
  return { reader, writer };
}
