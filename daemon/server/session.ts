/** A client as handlers see it: one `/rpc` connection and the `/data` connection that belongs to it. */
import type * as z from 'zod/mini';
import type { AnsweredArray } from '../../protocol/rpc/answer-arrays.ts';
import type { ArrayReference } from '../../protocol/rpc/array-reference.ts';
import type { NotificationDefinition } from '../../protocol/rpc/method.ts';

export interface Disposable {
  dispose(): void;
}

export type OutgoingArray = AnsweredArray;

export interface Session {
  readonly id: string;
  /** Untrusted: no data file outside a spec's folder is opened or stat'ed. */
  readonly trusted: boolean;
  /** Absolute paths of the client's workspace folders. */
  readonly folders: readonly string[];
  /**
   * Keeps an array for the client to fetch over `/data`; it expires after 60 s. If `signal` (of a request) is aborted,
   * the array is dropped.
   * @throws FlowscopeError `too-large` if the session holds too much
   */
  offer(array: OutgoingArray, signal?: AbortSignal): ArrayReference;
  /** Sends a notification. It is not bounded: frequent senders must check `congested` first and wait for `onDrain`. */
  notify<P extends z.ZodMiniType>(notification: NotificationDefinition<P>, params: z.input<P>): void;
  /** The client reads more slowly than data is sent. */
  readonly congested: boolean;
  /** Called each time the congestion ends. */
  onDrain(listener: () => void): Disposable;
  /**
   * Disposes it when the session ends, or at once if it has ended. Dispose the returned handle to release it instead.
   */
  own(disposable: Disposable): Disposable;
}
