/** A client of the daemon, as its handlers see it: one `/rpc` connection and the `/data` connection that belongs to it. */
import type * as z from 'zod';
import type { ArrayReference, Dtype } from '../../protocol/rpc/array-reference.ts';
import type { NotificationDefinition } from '../../protocol/rpc/method.ts';

export interface Disposable {
  dispose(): void;
}

/** Little-endian values in C order. */
export interface OutgoingArray {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Int32Array | Uint8Array;
}

export interface Session {
  readonly id: string;
  /** Untrusted: no data file outside a spec's folder is opened or stat'ed. */
  readonly trusted: boolean;
  /** Absolute paths of the client's workspace folders. */
  readonly folders: readonly string[];
  /**
   * Keeps an array for the client to fetch over `/data`; it expires after 60 s. Arrays of a request (`signal`) that is
   * aborted are dropped. @throws FlowscopeError `too-large` when the session holds too much
   */
  offer(array: OutgoingArray, signal?: AbortSignal): ArrayReference;
  /** Sends a notification. Whoever sends much asks `congested` first and waits for `onDrain`: nothing else bounds it. */
  notify<P extends z.ZodType>(notification: NotificationDefinition<P>, params: z.input<P>): void;
  /** The client reads slower than it is written to. */
  readonly congested: boolean;
  /** Called each time the congestion ends. */
  onDrain(listener: () => void): Disposable;
  /** Disposed when the session ends, at once if it has ended. The answer lets go of it without disposing. */
  own(disposable: Disposable): Disposable;
}
