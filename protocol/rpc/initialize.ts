/** The daemon's additions to the language server's `initialize`. */
import * as z from 'zod/mini';

/** `initializationOptions`; other keys are for the language server. */
export const initializationOptions = z.looseObject({
  /** The user trusts the workspace: data files outside a spec's folder may be read. */
  trusted: z._default(z.boolean(), false),
  /** Protocol version of the client. */
  protocol: z.optional(z.string().check(z.regex(/^\d{1,6}\.\d{1,6}$/))),
});

/** The result; `capabilities` is the language server's. */
export const initializeAdditions = z.looseObject({
  capabilities: z.unknown(),
  /** Value of the header `X-Flowscope-Session` of `/data`. */
  session: z.string(),
  protocol: z.string(),
  serverInfo: z.object({ name: z.string(), version: z.string() }),
});
export type InitializeAdditions = z.output<typeof initializeAdditions>;

export const SESSION_HEADER = 'x-flowscope-session';
