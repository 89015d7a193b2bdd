/** In-memory transport of JSON-RPC messages to and from a language server. */
import type { Disposable, Message, MessageReader, MessageWriter } from 'vscode-languageserver';

export interface MessageLink {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  /** Passes a message to the reader. */
  receive(message: object): null;
}

/** The `/rpc` connection watches its socket itself, so this transport never reports an error or a close. */
const never = (): Disposable => ({ dispose: () => {} });

export function messageLink(send: (message: object) => void): MessageLink {
  let listener: ((message: Message) => void) | null = null;
  return {
    reader: {
      onError: never,
      onClose: never,
      onPartialMessage: never,
      listen(callback) {
        listener = callback;
        return {
          dispose: () => {
            listener = null;
          },
        };
      },
      dispose: () => {
        listener = null;
      },
    },
    writer: {
      onError: never,
      onClose: never,
      write: async (message) => send(message),
      end: () => {},
      dispose: () => {},
    },
    receive(message) {
      listener?.(message as Message);
      return null;
    },
  };
}
