/**
 * The panels of a window: one of each kind, which shows the run that was opened last. A panel receives snapshots, sends requests,
 * and is restored after a reload.
 */
import { type Disposable, type WebviewPanel, window } from 'vscode';
import { chosenCheckpoints, chosenEntries } from '../../daemon/client/panel/chosen-checkpoints.ts';
import { comparedRuns } from '../../daemon/client/panel/compared-runs.ts';
import { panelTitle } from '../../daemon/format/panel-title.ts';
import { type CheckpointChoice, MAX_COMPARED, type PanelState, panelState } from '../../protocol/panel/panel-state.ts';
import type { PanelName } from '../../protocol/panel/panels.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import type { PanelContext } from '../app-context.ts';
import { failureText } from '../failures.ts';
import { cursorLayer } from './cursor-layer.ts';
import { type OpenPanel, openPanel } from './open-panel.ts';
import { viewType } from './panel-views.ts';
import { closeWithLastPanel, sideColumn } from './side-column.ts';

export interface Panels extends Disposable {
  /**
   * Opens the panel beside the spec, or reveals the open one.
   * @param checkpoint chosen by the user, for all panels of the run
   */
  open(panel: PanelName, runs: readonly RunInfo[], checkpoint?: CheckpointChoice): void;
  /** Restores a panel after a reload. */
  restore(view: WebviewPanel, panel: PanelName, state: unknown): void;
}

/** Key of the steps that the user has chosen, by run: a hidden panel does not keep what was chosen in another one. */
const CHOSEN = 'flowscope.chosenCheckpoints';

/** Milliseconds between two snapshots of a panel: a run reports its progress four times a second. */
const PACE = 250;

export function panels(options: PanelContext): Panels {
  const { context, link, store, log, formatStrings } = options;
  const open = new Map<PanelName, OpenPanel>();
  const cursor = cursorLayer();
  let problem: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isUnsaved = false;
  const stored = chosenEntries.safeParse(context.workspaceState.get(CHOSEN));
  const chosen = chosenCheckpoints(stored.success ? stored.data : [], () => {
    isUnsaved = true;
    soon();
  });

  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      save();
      for (const panel of open.values()) panel.update();
    }, PACE);
  };
  const save = () => {
    if (!isUnsaved) return;
    isUnsaved = false;
    context.workspaceState
      .update(CHOSEN, chosen.entries)
      .then(undefined, (error: unknown) => log.warn(`the chosen steps cannot be stored: ${String(error)}`));
  };
  const reload = () => {
    const settled = (failure: string | null) => {
      problem = failure;
      soon();
    };
    store.loaded().then(
      () => settled(null),
      (error: unknown) => settled(failureText(error)),
    );
  };
  const subscriptions = [
    store.onDidChange(soon),
    cursor.onDidChange(soon),
    link.onDidChangeState(soon),
    cursor,
    closeWithLastPanel((error) => log.warn(`the column of the panels cannot be closed: ${String(error)}`)),
  ];

  function show(panel: PanelName, runs: readonly RunInfo[], preserveFocus: boolean): void {
    const [run] = runs;
    const subject = {
      runs: runs.slice(0, MAX_COMPARED).map(({ runDir }) => runDir),
      checkpoint: run === undefined ? ('latest' as const) : chosen.of(run),
    };
    const known = open.get(panel);
    if (known !== undefined) {
      known.show({ ...known.state, subject });
      known.view.reveal(undefined, preserveFocus);
      return;
    }
    const title = panelTitle(panel, runs, formatStrings);
    const view = window.createWebviewPanel(viewType(panel), title, { viewColumn: sideColumn(), preserveFocus });
    add(view, { panel, subject, view: {} });
  }

  /** From one panel to another one, which gets the focus: the user was in the first. */
  function go(panel: PanelName, runDir: string): void {
    const kept = open.get(panel)?.state.subject.runs ?? [];
    const wanted = panel === 'compare' ? comparedRuns(runDir, kept, store.all()) : [runDir];
    const runs = wanted.map((wantedDir) => store.find(wantedDir)).filter((run) => run !== null);
    if (runs.length > 0) show(panel, runs, false);
  }

  function add(view: WebviewPanel, state: PanelState): void {
    const { panel } = state;
    const closed = () => {
      if (open.get(panel)?.view === view) open.delete(panel);
    };
    open.set(panel, openPanel(view, state, { ...options, cursor, chosen, problem: () => problem, reload, closed, go }));
  }

  return {
    open(panel, runs, checkpoint) {
      const [run] = runs;
      if (checkpoint !== undefined && run !== undefined) chosen.choose(run.runDir, checkpoint);
      show(panel, runs, true);
    },
    restore(view, panel, state) {
      const known = panelState.safeParse(state);
      // The state is of another version, or the panel is open already.
      if (!known.success || known.data.panel !== panel || open.has(panel)) view.dispose();
      else add(view, known.data);
    },
    dispose() {
      clearTimeout(timer);
      save();
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
