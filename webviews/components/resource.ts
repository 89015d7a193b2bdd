/** Something that a panel has asked for: the last answer stays while the next one is on its way. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isCancelled } from '../bridge/panel-failure.ts';

export class Resource<T> implements ReactiveController {
  value: T | null = null;
  error: unknown = null;
  loading = false;
  readonly #host: ReactiveControllerHost;
  #key: string | null = null;
  #following: string | null = null;
  /** What the value followed. */
  #followed: string | null = null;
  #abort: AbortController | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /**
   * Asks for it unless it was asked for under this key already; an older question is given up. null: it is not wanted.
   * @param following what is followed as it grows: an older question of the same is answered first, or a training that is
   * quicker than the answers would never be seen
   */
  load(key: string | null, make: (signal: AbortSignal) => Promise<T>, following: string | null = null): void {
    if (key === this.#key) return;
    if (this.loading && key !== null && following !== null && following === this.#following) return;
    this.#following = following;
    this.#key = key;
    this.#abort?.abort();
    this.error = null;
    if (key === null) {
      this.#abort = null;
      this.loading = false;
      return;
    }
    const abort = new AbortController();
    this.#abort = abort;
    this.loading = true;
    make(abort.signal).then(
      (value) => {
        if (this.#abort !== abort) return;
        this.value = value;
        this.#followed = following;
        this.#settle(null);
      },
      (error: unknown) => {
        if (this.#abort !== abort) return;
        if (!isCancelled(error)) return this.#settle(error);
        // Given up by the host, for a newer question or with the connection: asked again with the next snapshot.
        this.#key = null;
        this.#settle(null);
      },
    );
  }

  /** What is there is of no use any more. */
  forget(): void {
    this.load(null, async () => null as never);
    this.value = null;
    this.#key = null;
  }

  /** What is there is not what was asked for; a newer look at what it follows does not count. */
  get stale(): boolean {
    return this.loading && (this.#following === null || this.#following !== this.#followed);
  }

  /** The next `load` asks again, whatever its key. */
  retry(): void {
    this.#key = null;
    this.error = null;
    this.#host.requestUpdate();
  }

  hostConnected(): void {}

  hostDisconnected(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.#key = null;
  }

  #settle(error: unknown): void {
    this.loading = false;
    this.error = error;
    this.#host.requestUpdate();
  }
}
