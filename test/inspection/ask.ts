/** Requests to a service's handlers without sockets; results are checked against the protocol. */
import type * as z from 'zod/mini';
import { type FakeSession, fakeSession } from '../../daemon/server/runs/testing/fake-session.ts';
import type { Service } from '../../daemon/server/service.ts';
import type { ArrayReference } from '../../protocol/rpc/array-reference.ts';
import type { MethodDefinition } from '../../protocol/rpc/method.ts';

export interface Asker {
  readonly session: FakeSession;
  ask<P extends z.ZodMiniType, R extends z.ZodMiniType>(
    method: MethodDefinition<P, R>,
    params: z.input<P>,
    signal?: AbortSignal,
  ): Promise<z.output<R>>;
  /** The values of an array that a result names. */
  values(reference: ArrayReference): Float32Array | Float64Array | Int32Array | Uint8Array;
}

export function asker(service: Service, folders: readonly string[], trusted = true): Asker {
  const session = fakeSession(folders, trusted);
  return {
    session,
    async ask(method, params, signal = new AbortController().signal) {
      const handler = service.handlers.find(({ definition }) => definition.name === method.name)!;
      return method.result.parse(await handler.run(method.params.parse(params), { session, signal }));
    },
    values: ({ array }) => session.arrays.get(array)!.values,
  };
}

/** A row-major array as lists of rows. */
export function rowsOf(values: ArrayLike<number>, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, i) =>
    Array.from({ length: width }, (__, j) => values[i * width + j]!),
  );
}
