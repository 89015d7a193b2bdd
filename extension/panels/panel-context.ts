import type { ExtensionContext, LogOutputChannel } from 'vscode';
import type { DaemonLink } from '../daemon/daemon-link.ts';
import type { RunStore } from '../runs/run-store.ts';

/** Dependencies of the panels. */
export interface PanelContext {
  readonly context: ExtensionContext;
  readonly link: DaemonLink;
  readonly store: RunStore;
  readonly log: LogOutputChannel;
}
