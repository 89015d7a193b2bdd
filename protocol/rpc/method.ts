/**
 * A request of the daemon's `/rpc` socket, in addition to the language server's: its name, and the schemas of its parameters
 * and result.
 */
import type * as z from 'zod/mini';

export interface MethodDefinition<P extends z.ZodMiniType = z.ZodMiniType, R extends z.ZodMiniType = z.ZodMiniType> {
  readonly name: string;
  readonly params: P;
  readonly result: R;
}

export function defineMethod<P extends z.ZodMiniType, R extends z.ZodMiniType>(
  name: string,
  params: P,
  result: R,
): MethodDefinition<P, R> {
  return { name, params, result };
}

/** A message without an answer, in either direction. */
export interface NotificationDefinition<P extends z.ZodMiniType = z.ZodMiniType> {
  readonly name: string;
  readonly params: P;
}

export function defineNotification<P extends z.ZodMiniType>(name: string, params: P): NotificationDefinition<P> {
  return { name, params };
}
