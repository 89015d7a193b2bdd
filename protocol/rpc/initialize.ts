/** What the daemon adds to the language server's `initialize`. */
import * as z from 'zod';

/** `initializationOptions`; other keys are left to the language server. */
export const initializationOptions = z.looseObject({
  /** The user trusts the workspace: data files outside a spec's folder may be read. */
  trusted: z.boolean().default(false),
  /** Version of the contract that the client speaks. */
  protocol: z
    .string()
    .regex(/^\d{1,6}\.\d{1,6}$/)
    .optional(),
});

/** Beside `capabilities`. */
export interface InitializeAdditions {
  /** Value of the header `X-Flowscope-Session` of `/data`. */
  readonly session: string;
  readonly protocol: string;
  readonly serverInfo: { readonly name: string; readonly version: string };
}

export const SESSION_HEADER = 'x-flowscope-session';
