/** A backend: something that computes programs. */
import type { Runtime } from './runtime.ts';

export interface RuntimeOptions {
  /** Threads per operation, on a processor. */
  readonly threads: number;
}

export type Detection =
  | { readonly available: true }
  | {
      readonly available: false;
      /** One line, for the user. */
      readonly reason: string;
      readonly cause: unknown;
    };

/** Importing a definition loads no native code: only its functions do. */
export interface RuntimeDefinition<Name extends string = string> {
  /** As in `backend` of a spec. */
  readonly name: Name;
  /** Whether it can compute on this system. What it loads to find out is loaded once, and `open` uses it. */
  detect(): Promise<Detection>;
  /** Call it only if it is available. What the runtime can do is among its capabilities. */
  open(options: RuntimeOptions): Promise<Runtime<Name>>;
}

export function defineRuntime<const Name extends string>(definition: RuntimeDefinition<Name>): RuntimeDefinition<Name> {
  return definition;
}

/** For `detect` of a runtime that is available if its library loads. */
export async function detectByLoading(load: () => Promise<unknown>): Promise<Detection> {
  try {
    await load();
    return { available: true };
  } catch (cause) {
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split('\n', 1);
    return { available: false, reason: reason!, cause };
  }
}
