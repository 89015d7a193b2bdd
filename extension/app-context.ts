import type { ExtensionContext, LogOutputChannel } from 'vscode';
import type { FormatStrings } from '../daemon/format/strings.ts';
import type { PanelTranslation } from '../protocol/panel/panel-translation.ts';
import type { DaemonLink } from './daemon/daemon-link.ts';
import type { Panels } from './panels/panels.ts';
import type { LivePreview } from './preview/live-preview.ts';
import type { RunStore } from './runs/run-store.ts';
import type { StartedRuns } from './runs/started-runs.ts';
import type { VerifyTests } from './verify/verify-tests.ts';

/** Dependencies of the panels. */
export interface PanelContext {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly link: DaemonLink;
  readonly store: RunStore;
  /** Texts of the panels in the editor's language; null: English. */
  readonly translation: PanelTranslation | null;
  /** Sentences that panels, the editor and the command line share, in the editor's language. */
  readonly formatStrings: FormatStrings;
}

/** Dependencies of the commands. */
export interface AppContext extends PanelContext {
  readonly panels: Panels;
  readonly preview: LivePreview;
  readonly verify: VerifyTests;
  /** Runs that this window started: their ends are reported. */
  readonly started: StartedRuns;
}
