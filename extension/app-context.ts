import type { ExtensionContext, LogOutputChannel } from 'vscode';
import type { DaemonLink } from './daemon/daemon-link.ts';
import type { RunStore } from './runs/run-store.ts';
import type { StartedRuns } from './runs/started-runs.ts';
import type { VerifyTests } from './verify/verify-tests.ts';
import type { TextViews } from './views/text-views.ts';

/** What commands work with. */
export interface AppContext {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly link: DaemonLink;
  readonly store: RunStore;
  readonly views: TextViews;
  readonly verify: VerifyTests;
  /** Runs that were started here: their ends are told. */
  readonly started: StartedRuns;
}

/** @param argument what a lens, a view or a key binding gave with the command */
export type Command = (app: AppContext, argument: unknown) => Promise<void>;
