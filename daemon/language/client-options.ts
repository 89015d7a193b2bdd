import * as z from 'zod';

/** `initializationOptions` of a client. */
export interface ClientOptions {
  /** Data files outside a spec's folder may be read. */
  readonly trusted: boolean;
  /** The client requests diagnostics instead of receiving them. */
  readonly pull: boolean;
}

const schema = z.object({ trusted: z.boolean().default(false), pullDiagnostics: z.boolean().default(false) });

/** Anything invalid counts as untrusted. */
export function clientOptions(initializationOptions: unknown): ClientOptions {
  const parsed = schema.safeParse(initializationOptions ?? {});
  return parsed.success
    ? { trusted: parsed.data.trusted, pull: parsed.data.pullDiagnostics }
    : { trusted: false, pull: false };
}
