import * as z from 'zod/mini';
import { INFO_BACKENDS } from '../backends.ts';
import { backendsResultSchema } from '../backends-result.ts';
import { count } from '../common.ts';
import { pythonName } from '../engine-choice.ts';
import { defineMethod } from './method.ts';

const none = z.strictObject({});

export const daemonInfo = defineMethod(
  'daemon/info',
  none,
  z.strictObject({
    version: z.string(),
    protocol: z.string(),
    /** Differs between any two daemons, even with the same process id. */
    instance: z.string(),
    pid: count,
    url: z.string(),
    started: z.iso.datetime(),
    node: z.string(),
    platform: z.string(),
    backends: z.array(
      z.strictObject({
        name: z.enum(INFO_BACKENDS),
        available: z.boolean(),
        /** Name of the processor or graphics adapter; null if none was found. */
        adapter: z.nullable(z.string()),
        /** Why it is not available, else null. */
        reason: z.nullable(z.string()),
      }),
    ),
    limits: z.strictObject({
      /** Maximum number of simultaneous runs; further ones are queued. */
      runs: count,
      connections: count,
      subscriptions: count,
      messageBytes: count,
      frameBytes: count,
      idleSeconds: z.nullable(z.number()),
    }),
    load: z.strictObject({
      connections: count,
      running: count,
      queued: count,
      /** Resident memory of the daemon's own process, bytes. */
      memory: count,
      cores: count,
      uptimeSeconds: z.number(),
    }),
  }),
);

/** Like `flowscope backends`. It starts Python, which takes seconds. */
export const daemonBackends = defineMethod(
  'daemon/backends',
  z.strictObject({ python: z.optional(pythonName) }),
  z.omit(backendsResultSchema, { v: true }),
);

export const daemonShutdown = defineMethod(
  'daemon/shutdown',
  z.strictObject({
    /** Refuse (`runs-active`) while runs are active or queued, instead of stopping them at their next checkpoint. */
    onlyIfIdle: z._default(z.boolean(), false),
  }),
  none,
);
