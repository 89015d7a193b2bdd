/** A language server behind a `/rpc` connection. It receives the messages that the daemon does not handle itself. */
import type { RequestMessage } from './message.ts';

export interface LanguageLink {
  /** Passes on a message; replies go to `send`. If it returns a promise, await it before passing the next message. */
  receive(message: object): Promise<void> | null;
  dispose(): void;
}

export interface LanguageLinkOptions {
  /** Answers, requests and notifications of the language server. */
  send(message: object): void;
  /** Called when the client's process has exited. */
  onEnd(): void;
  /** Called if the language server cannot be loaded. */
  onFailed(error: unknown): void;
}

export type OpenLanguage = (options: LanguageLinkOptions) => LanguageLink;

export function rpcRequest({ id, method, params }: Pick<RequestMessage, 'id' | 'method' | 'params'>): object {
  return { jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) };
}
