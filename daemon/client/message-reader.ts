/** Checks what the daemon sends against the schema of the method or notification. */
import type * as z from 'zod/mini';
// As in protocol/tolerant.ts, so that not all of zod is bundled.
import { toDotPath } from 'zod/v4/core';
import { VERSION } from '../../protocol/product-version.ts';
import type { MethodDefinition, NotificationDefinition } from '../../protocol/rpc/method.ts';
import { tolerant } from '../../protocol/tolerant.ts';
import '../errors/english-problems.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';

/** Both throw FlowscopeError `invalid-answer`. Fields that this version does not know are left out. */
export interface MessageReader {
  result<P extends z.ZodMiniType, R extends z.ZodMiniType>(
    definition: MethodDefinition<P, R>,
    value: unknown,
  ): z.output<R>;
  params<P extends z.ZodMiniType>(definition: NotificationDefinition<P>, value: unknown): z.output<P>;
}

/** @param daemonVersion product version of the daemon; null: not known */
export function messageReader(daemonVersion: () => string | null): MessageReader {
  const converted = new Map<z.ZodMiniType, z.ZodMiniType>();

  function read<T extends z.ZodMiniType>(schema: T, value: unknown, what: string): z.output<T> {
    const known = converted.get(schema) ?? tolerant(schema);
    converted.set(schema, known);
    const found = known.safeParse(value);
    if (found.success) return found.data as z.output<T>;
    throw invalidAnswer(what, problemOf(found.error), daemonVersion());
  }
  return {
    result: ({ name, result }, value) => read(result, value, `answer to ${name}`),
    params: ({ name, params }, value) => read(params, value, `notification ${name}`),
  };
}

/** The first thing that does not fit, and where. */
export function problemOf({ issues }: z.core.$ZodError): string {
  const { path, message } = issues[0]!;
  return path.length === 0 ? message : `${toDotPath(path)}: ${message}`;
}

/**
 * @param what the answer or notification
 * @param problem why it does not fit, without a full stop
 * @param daemonVersion as for `messageReader`
 */
export function invalidAnswer(what: string, problem: string, daemonVersion: string | null): FlowscopeError {
  const versions = `This is Flowscope ${VERSION}, and the daemon is ${daemonVersion ?? 'of an unknown version'}.`;
  return new FlowscopeError('invalid-answer', `The daemon's ${what} does not fit: ${problem}.`, {
    hint:
      daemonVersion === VERSION
        ? `${versions} Please report this as a bug.`
        : `${versions} End the daemon, so that a new one of this version starts.`,
  });
}
