/** Keeps one connection at a time, opened on first use and reopened when it is lost. */
import type { CrashPolicy } from './crash-policy.ts';

export type LinkState = 'off' | 'connecting' | 'connected' | 'lost';

export interface LastingConnectionOptions<C> {
  /**
   * @param lost call it once if the connection ends by itself
   * @param signal aborted when the connection is no longer needed
   */
  readonly open: (lost: () => void, signal: AbortSignal) => Promise<C>;
  readonly close: (connection: C) => Promise<void>;
  readonly policy: CrashPolicy;
  readonly onState: (state: LinkState) => void;
  /** The connection was lost too often (null), or could not be reopened (the error). */
  readonly onGivenUp: (error: unknown) => void;
}

export interface LastingConnection<C> {
  readonly state: LinkState;
  /** The connection, opened if there is none. @throws whatever `open` throws */
  get(): Promise<C>;
  /** The connection, if it is open or being opened. */
  readonly current: Promise<C> | null;
  /**
   * Ends the connection and opens a new one. Meanwhile `get` waits for the new one, which is opened even if `between`
   * fails.
   */
  renew(between?: () => Promise<void>): Promise<void>;
  end(): Promise<void>;
}

interface Attempt<C> {
  readonly abort: AbortController;
  readonly connection: Promise<C>;
}

export function lastingConnection<C>(options: LastingConnectionOptions<C>): LastingConnection<C> {
  const { open, close, policy, onState, onGivenUp } = options;
  let state: LinkState = 'off';
  let attempt: Attempt<C> | null = null;
  let ended = false;

  const become = (next: LinkState) => {
    if (next === state) return;
    state = next;
    onState(next);
  };

  function start(before: () => Promise<void>): Attempt<C> {
    const abort = new AbortController();
    const { signal } = abort;
    const connect = async () => {
      await before();
      signal.throwIfAborted();
      become('connecting');
      let lost = false;
      const connection = await open(() => {
        if (lost) return;
        lost = true;
        // While the connection is being opened, `open` itself fails.
        if (attempt === own && state === 'connected') reconnect();
      }, signal);
      // No longer needed, or lost again already.
      if (signal.aborted) {
        await close(connection);
        signal.throwIfAborted();
      }
      become('connected');
      if (lost) reconnect();
      return connection;
    };
    const own: Attempt<C> = {
      abort,
      connection: connect().catch((error: unknown) => {
        if (attempt === own) {
          attempt = null;
          become('lost');
        }
        throw error;
      }),
    };
    attempt = own;
    return own;
  }

  function reconnect(): void {
    if (!policy.mayReconnect()) {
      attempt = null;
      become('lost');
      onGivenUp(null);
      return;
    }
    start(async () => {}).connection.catch((error: unknown) => {
      if (state === 'lost') onGivenUp(error);
    });
  }

  async function stop(old: Attempt<C> | null): Promise<void> {
    if (old === null) return;
    old.abort.abort();
    const connection = await old.connection.catch(() => null);
    if (connection !== null) await close(connection);
  }

  const get = (): Promise<C> => {
    if (ended) return Promise.reject(new DOMException('The connection has ended.', 'AbortError'));
    return (attempt ?? start(async () => {})).connection;
  };

  return {
    get state() {
      return state;
    },
    get current() {
      return attempt?.connection ?? null;
    },
    get,
    async renew(between) {
      policy.reset();
      const old = attempt;
      let failure: { readonly error: unknown } | null = null;
      const renewed = start(async () => {
        await stop(old);
        become('off');
        await between?.().catch((error: unknown) => {
          failure = { error };
        });
      });
      await renewed.connection;
      const failed = failure as { readonly error: unknown } | null;
      if (failed !== null) throw failed.error;
    },
    async end() {
      ended = true;
      const old = attempt;
      attempt = null;
      await stop(old);
    },
  };
}
