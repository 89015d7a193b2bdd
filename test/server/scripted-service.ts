/** Handlers that do what a test asks for: answer, fail, wait, flood, offer arrays. */
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';
import { createHandler } from '../../daemon/server/handler.ts';
import type { Service } from '../../daemon/server/service.ts';
import { arrayReference } from '../../protocol/rpc/array-reference.ts';
import { defineMethod, defineNotification } from '../../protocol/rpc/method.ts';

export const echo = defineMethod(
  'test/echo',
  z.strictObject({ value: z.number(), list: z.array(z.strictObject({ name: z.string() })).optional() }),
  z.strictObject({ value: z.number() }),
);
export const whoAmI = defineMethod(
  'test/session',
  z.strictObject({}),
  z.strictObject({ id: z.string(), trusted: z.boolean(), folders: z.array(z.string()) }),
);
export const fail = defineMethod(
  'test/fail',
  z.strictObject({ how: z.enum(['known', 'unknown', 'synchronous', 'unwritable']) }),
  z.unknown(),
);
/** Ends with the signal, unless it is stubborn. */
export const wait = defineMethod(
  'test/wait',
  z.strictObject({
    panel: z.string().nullable(),
    stubborn: z.boolean().default(false),
    offer: z.boolean().default(false),
  }),
  z.strictObject({}),
);
export const aborted = defineNotification('test/aborted', z.strictObject({ panel: z.string().nullable() }));
export const offer = defineMethod(
  'test/offer',
  z.strictObject({ length: z.int().min(0), count: z.int().min(1).default(1) }),
  z.strictObject({ arrays: z.array(arrayReference) }),
);
/** Notifications of 64 KiB until the session is congested, or however many if it does not care. */
export const flood = defineMethod(
  'test/flood',
  z.strictObject({ messages: z.int(), careful: z.boolean() }),
  z.strictObject({ sent: z.int() }),
);
export const noise = defineNotification('test/noise', z.strictObject({ index: z.int(), text: z.string() }));

export interface Script {
  readonly load?: { running: number; queued: number };
  /** Sessions that have waited and ended. */
  readonly ended?: string[];
  /** Panels whose request was aborted. */
  readonly aborts?: (string | null)[];
}

export function scriptedService({ load = { running: 0, queued: 0 }, ended = [], aborts = [] }: Script = {}): Service {
  return {
    handlers: [
      createHandler(echo, async ({ value }) => ({ value })),
      createHandler(whoAmI, async (_params, { session }) => ({
        id: session.id,
        trusted: session.trusted,
        folders: [...session.folders],
      })),
      createHandler(fail, ({ how }) => {
        if (how === 'synchronous') throw new Error('thrown at once');
        return failing(how);
      }),
      createHandler(
        wait,
        async ({ panel, stubborn, offer: offers }, { session, signal }) => {
          session.own({ dispose: () => ended.push(session.id) });
          signal.addEventListener('abort', () => {
            aborts.push(panel);
            session.notify(aborted, { panel });
          });
          if (offers) session.offer({ dtype: 'uint8', shape: [8], values: new Uint8Array(8) }, signal);
          await delay(stubborn ? 300 : 60_000, undefined, stubborn ? {} : { signal });
          return {};
        },
        { supersedes: ({ panel }) => panel },
      ),
      createHandler(offer, async ({ length, count }, { session, signal }) => ({
        arrays: Array.from({ length: count }, (_v, index) => {
          const values = new Float64Array(length);
          for (let i = 0; i < length; i++) values[i] = i + index / 2;
          return session.offer({ dtype: 'float64', shape: [length], values }, signal);
        }),
      })),
      createHandler(flood, async ({ messages, careful }, { session }) => {
        const text = 'x'.repeat(65_536);
        let sent = 0;
        while (sent < messages && !(careful && session.congested)) session.notify(noise, { index: sent++, text });
        return { sent };
      }),
    ],
    busy: () => load,
    dispose: async () => {},
  };
}

async function failing(how: 'known' | 'unknown' | 'unwritable'): Promise<unknown> {
  await delay(1);
  if (how === 'unwritable') return { value: 1n };
  if (how === 'unknown') throw new TypeError('nobody foresaw this');
  throw new FlowscopeError('run-not-found', 'there is no run x', { hint: 'Look again.', file: '/tmp/x' });
}
