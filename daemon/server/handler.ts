/** A handler of `/rpc` requests. */
import type * as z from 'zod/mini';
import type { MethodDefinition } from '../../protocol/rpc/method.ts';
import type { Session } from './session.ts';

export interface RequestContext {
  readonly session: Session;
  /** Aborted when the client cancels, when a newer request supersedes this one, and when the session ends. */
  readonly signal: AbortSignal;
}

export interface Handler {
  readonly definition: MethodDefinition;
  /**
   * Key of the request, or null if it supersedes nothing. A newer request of the same session with the same method and
   * key supersedes a running one, which is answered with −32800 and whose arrays are dropped.
   */
  supersedes(params: unknown): string | null;
  /** @param params validated against the method's definition @throws FlowscopeError */
  run(params: unknown, context: RequestContext): Promise<unknown>;
}

export interface HandlerOptions<P> {
  readonly supersedes?: (params: P) => string | null;
}

export function createHandler<P extends z.ZodMiniType, R extends z.ZodMiniType>(
  definition: MethodDefinition<P, R>,
  run: (params: z.output<P>, context: RequestContext) => Promise<z.input<R>>,
  { supersedes }: HandlerOptions<z.output<P>> = {},
): Handler {
  return {
    definition,
    supersedes: (params) => supersedes?.(params as z.output<P>) ?? null,
    run: (params, context) => run(params as z.output<P>, context),
  };
}
