import {
  type Connection,
  createConnection,
  createProtocolConnection,
  type Disposable,
  type Logger,
  type MessageReader,
  type MessageWriter,
} from 'vscode-languageserver';
// The common part needs timers and buffers of the platform; importing the node part installs them. Its own
// `createConnection` is not used, because it ends the process when one client exits or dies.
import 'vscode-languageserver/node';
import { watchProcess } from './watch-process.ts';

export interface LspConnection {
  readonly connection: Connection;
  /** Stops listening and watching; does not close the transport. */
  dispose(): void;
}

export interface LspConnectionOptions {
  /**
   * The client sent `exit`, its process died, or the transport closed: the owner must close this transport, and nothing
   * else. Called once. `orderly`: after `shutdown`.
   */
  readonly onEnd: (end: { readonly reason: EndReason; readonly orderly: boolean }) => void;
  /** Milliseconds between checks of the client's process; default 3000. */
  readonly watchEvery?: number;
}

export type EndReason = 'exit' | 'client-died' | 'closed';

/**
 * An LSP connection that never ends the process: the daemon serves many clients, and none of them may end it. Attach
 * the feature handlers before calling `connection.listen()`.
 */
export function createLspConnection(
  reader: MessageReader,
  writer: MessageWriter,
  { onEnd, watchEvery }: LspConnectionOptions,
): LspConnection {
  let ended = false;
  let watch: Disposable | null = null;
  const watchDog = {
    shutdownReceived: false,
    initialize({ processId }: { readonly processId: number | null }) {
      watch ??= watchProcess(processId, () => end('client-died'), watchEvery);
    },
    exit: () => end('exit'),
  };
  const connection = createConnection(
    (logger) => createProtocolConnection(reader, writer, forgiving(logger)),
    watchDog,
  );
  reader.onClose(() => end('closed'));
  return { connection, dispose };

  function end(reason: EndReason): void {
    if (ended) return;
    ended = true;
    stopWatching();
    onEnd({ reason, orderly: watchDog.shutdownReceived });
  }

  function stopWatching(): void {
    watch?.dispose();
    watch = null;
  }

  function dispose(): void {
    ended = true;
    stopWatching();
    connection.dispose();
  }
}

/**
 * Logs go to the client. If the connection itself failed, logging would throw outside any handler and end the process.
 */
function forgiving(logger: Logger): Logger {
  const attempt = (write: (message: string) => void) => (message: string) => {
    try {
      write(message);
    } catch {
      // The client is gone, so nobody reads the log.
    }
  };
  return {
    error: attempt((message) => logger.error(message)),
    warn: attempt((message) => logger.warn(message)),
    info: attempt((message) => logger.info(message)),
    log: attempt((message) => logger.log(message)),
  };
}
