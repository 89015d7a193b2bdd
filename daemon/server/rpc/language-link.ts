/** A language server behind a `/rpc` connection. It sees the messages that are not the daemon's own. */
import type { RequestMessage } from './message.ts';

export interface LanguageLink {
  /** Hands over a message; what the server says goes to `send`. */
  receive(message: object): void;
  dispose(): void;
}

export interface LanguageLinkOptions {
  /** Answers, requests and notifications of the language server. */
  send(message: object): void;
  /** The client's process is gone. */
  onEnd(): void;
  onTrust(trusted: boolean): void;
}

export type OpenLanguage = (options: LanguageLinkOptions) => Promise<LanguageLink>;

export function rpcRequest({ id, method, params }: Pick<RequestMessage, 'id' | 'method' | 'params'>): object {
  return { jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) };
}
