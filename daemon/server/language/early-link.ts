/**
 * Replaces a language server that is still loading: answers `initialize` at once and queues later messages
 * until the server is loaded. Loading takes a third of the daemon's startup time, and clients can connect without it.
 */

import { isJsonObject } from '../../encoding/json.ts';
import { initializeResult } from '../../language/capabilities.ts';
import type { LanguageLink, LanguageLinkOptions } from '../rpc/language-link.ts';

/** Queued messages; further ones are left on the socket. */
const MOST = 16;

/** Loads the server and links to it. */
export type LoadLink = (options: Pick<LanguageLinkOptions, 'send' | 'onEnd'>) => Promise<LanguageLink>;

export function earlyLink(load: LoadLink, { send, onEnd, onFailed }: LanguageLinkOptions): LanguageLink {
  const waiting: object[] = [];
  let link: LanguageLink | null = null;
  let isDisposed = false;
  let loaded: Promise<void> | null = null;
  /** Id of the `initialize` request that was answered on behalf of the server. */
  let answered: unknown;

  const fromServer = (message: object) => {
    const isAnswer = 'id' in message && !('method' in message);
    if (isAnswer && answered !== undefined && message.id === answered) answered = undefined;
    else send(message);
  };
  async function begin(): Promise<void> {
    // Send the answer first.
    await new Promise((resolve) => setImmediate(resolve));
    const server = await load({ send: fromServer, onEnd });
    if (isDisposed) {
      server.dispose();
      return;
    }
    link = server;
    for (const message of waiting.splice(0)) link.receive(message);
  }

  return {
    receive(message) {
      if (link !== null) return link.receive(message);
      waiting.push(message);
      if (waiting.length > 1) return waiting.length < MOST ? null : loaded;
      const { id, params } = message as { readonly id: unknown; readonly params?: unknown };
      answered = id;
      send({
        jsonrpc: '2.0',
        id,
        result: initializeResult(isJsonObject(params) ? params.initializationOptions : null),
      });
      loaded = begin().catch((error: unknown) => {
        if (!isDisposed) onFailed(error);
      });
      return null;
    },
    dispose() {
      isDisposed = true;
      link?.dispose();
    },
  };
}
