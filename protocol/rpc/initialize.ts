/** The daemon's additions to the language server's `initialize`. */
import * as z from 'zod';

/** `initializationOptions`; other keys are for the language server. */
export const initializationOptions = z.looseObject({
  /** The user trusts the workspace: data files outside a spec's folder may be read. */
  trusted: z.boolean().default(false),
  /** Protocol version of the client. */
  protocol: z
    .string()
    .regex(/^\d{1,6}\.\d{1,6}$/)
    .optional(),
});

/** Added to `capabilities` in the result. */
export interface InitializeAdditions {
  /** Value of the header `X-Flowscope-Session` of `/data`. */
  readonly session: string;
  readonly protocol: string;
  readonly serverInfo: { readonly name: string; readonly version: string };
}

export const SESSION_HEADER = 'x-flowscope-session';
