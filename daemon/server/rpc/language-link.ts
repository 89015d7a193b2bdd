/** A language server behind a `/rpc` connection. It sees the messages that are not the daemon's own. */
import type { RequestMessage } from './message.ts';

export interface LanguageLink {
  /** Hands over a message; what the server says goes to `send`. A promise: no more is taken before it resolves. */
  receive(message: object): Promise<void> | null;
  dispose(): void;
}

export interface LanguageLinkOptions {
  /** Answers, requests and notifications of the language server. */
  send(message: object): void;
  /** The client's process is gone. */
  onEnd(): void;
  /** It cannot be loaded. */
  onFailed(error: unknown): void;
}

export type OpenLanguage = (options: LanguageLinkOptions) => LanguageLink;

export function rpcRequest({ id, method, params }: Pick<RequestMessage, 'id' | 'method' | 'params'>): object {
  return { jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) };
}
