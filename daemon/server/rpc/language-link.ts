/** A language server behind a `/rpc` connection. It receives the messages that the daemon does not handle itself. */
import type { Session } from '../session.ts';
import type { LanguageMessage, RequestId } from './message.ts';

export interface LanguageLink {
  /**
   * Passes on a message; replies go to `send`. If it returns a promise, await it before passing the next message.
   * @param units length of its text
   */
  receive(message: LanguageMessage, units: number): Promise<void> | null;
  dispose(): void;
}

export interface LanguageLinkOptions {
  readonly session: Pick<Session, 'id' | 'trusted' | 'folders'>;
  /** Answers, requests and notifications of the language server. */
  send(message: object): void;
  /**
   * Such a message as JSON.
   * @param answered the id of the request that it answers; null: none
   */
  sendText(text: string, answered: RequestId | null): void;
  /** Called when the client's process has exited. */
  onEnd(): void;
  readonly log: (text: string) => void;
  /** Called if the language server cannot be started, or keeps failing. */
  onFailed(error: unknown): void;
}

export type OpenLanguage = (options: LanguageLinkOptions) => LanguageLink;
