import type { InitializeParams } from 'vscode-languageserver';
import type { Registries } from '../spec/resolve/registries.ts';
import type { RunFacts } from './run-facts.ts';
import type { BeginWork } from './work.ts';

/** The language server's dependencies. */
export interface LanguagePorts {
  readonly runs: RunFacts;
  /** Default: the vocabulary of this version, with a cache of what is known of data files. */
  readonly registries?: Registries;
  /** Additional members of the result of `initialize` (the daemon adds `session` and `protocol`). */
  readonly initializeResult?: (params: InitializeParams) => Readonly<Record<string, unknown>>;
  /** Called when work on a document begins. */
  readonly beginWork?: BeginWork;
  /** Why a document is not analysed; null: it is. Asked at each change. */
  readonly refusal?: (uri: string) => string | null;
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
