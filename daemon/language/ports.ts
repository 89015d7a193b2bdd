import type { InitializeParams } from 'vscode-languageserver';
import type { RunFacts } from './run-facts.ts';

/** The language server's dependencies. */
export interface LanguagePorts {
  readonly runs: RunFacts;
  /** Additional members of the result of `initialize` (the daemon adds `session` and `protocol`). */
  readonly initializeResult?: (params: InitializeParams) => Readonly<Record<string, unknown>>;
  /** Milliseconds; tests use shorter ones. */
  readonly delays?: Partial<Delays>;
}

export interface Delays {
  /** Time without edits before the text is checked. */
  readonly check: number;
  /** Maximum time that continuous typing delays a check. */
  readonly checkAtMost: number;
  /** Minimum time between two `workspace/inlayHint/refresh`. */
  readonly refresh: number;
}

export const DELAYS: Delays = { check: 150, checkAtMost: 1000, refresh: 2000 };
