import type { InitializeParams } from 'vscode-languageserver';
import type { RunFacts } from './run-facts.ts';

/** What the language server asks of its surroundings. */
export interface LanguagePorts {
  readonly runs: RunFacts;
  /** Further members of the result of `initialize` (the daemon adds `session` and `protocol`). */
  readonly initializeResult?: (params: InitializeParams) => Readonly<Record<string, unknown>>;
  /** Milliseconds; shorter ones make tests quick. */
  readonly delays?: Partial<Delays>;
}

export interface Delays {
  /** Quiet time after an edit before the text is checked. */
  readonly check: number;
  /** Longest time that steady typing puts off a check. */
  readonly checkAtMost: number;
  /** Least time between two `workspace/inlayHint/refresh`. */
  readonly refresh: number;
}

export const DELAYS: Delays = { check: 150, checkAtMost: 1000, refresh: 2000 };
