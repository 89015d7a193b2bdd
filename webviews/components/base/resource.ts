/** A value that a panel requests. The previous value stays while the next one loads. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isCancelled } from '../../bridge/panel-failure.ts';

export class Resource<T> implements ReactiveController {
  value: T | null = null;
  error: unknown = null;
  loading = false;
  /** What is being waited for, if the panel knows; else empty. */
  waitingFor = '';
  readonly #host: ReactiveControllerHost;
  #key: string | null = null;
  #following: string | null = null;
  /** What the current value follows. */
  #followed: string | null = null;
  #abort: AbortController | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /**
   * Requests the value unless this key was requested already, and cancels an older request. A null key only cancels.
   * @param following a run that is followed live: an older request for it completes first. Otherwise a run that trains faster than
   * the answers would never be shown
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
        // Cancelled by the host: the next snapshot requests it again.
        this.#key = null;
        this.#settle(null);
      },
    );
  }

  /** Cancels the request, and keeps the value: the next `load` requests it again. */
  cancel(): void {
    // Without a key, nothing is made.
    this.load(null, () => Promise.reject(new Error('nothing was requested')));
  }

  /** Drops the value. */
  forget(): void {
    this.cancel();
    this.value = null;
    this.#key = null;
  }

  /** The value is not the one requested. A newer state of what it follows does not count. */
  get stale(): boolean {
    return this.loading && (this.#following === null || this.#following !== this.#followed);
  }

  /** Makes the next `load` request again. */
  retry(): void {
    this.#key = null;
    this.error = null;
    this.#host.requestUpdate();
  }

  /** Makes the next `load` request again if the last request failed. */
  forgetFailure(): void {
    if (this.error !== null) this.retry();
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
