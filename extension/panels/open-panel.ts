/** An open panel. */
import { randomUUID } from 'node:crypto';
import { l10n, type WebviewPanel } from 'vscode';
import type { ChosenCheckpoints } from '../../daemon/client/panel/chosen-checkpoints.ts';
import { type PanelActions, panelSession } from '../../daemon/client/panel/panel-session.ts';
import { snapshotTitle } from '../../daemon/format/panel-title.ts';
import { panelMessage } from '../../protocol/panel/panel-messages.ts';
import type { PanelState } from '../../protocol/panel/panel-state.ts';
import type { PanelContext } from '../app-context.ts';
import { pause, resume, stop } from '../commands/control-run.ts';
import { execute } from '../commands/definition.ts';
import { openGuide } from '../commands/open-guide.ts';
import { trainAgain } from '../commands/train-again.ts';
import { showFailure } from '../failures.ts';
import { type CursorLayer, revealLayer } from './cursor-layer.ts';
import { openRow } from './open-row.ts';
import { panelDaemon } from './panel-daemon.ts';
import { showPage } from './panel-page.ts';
import { saveFile } from './save-file.ts';

export interface OpenPanel {
  readonly view: WebviewPanel;
  readonly state: PanelState;
  show(state: PanelState): void;
  /** Sends a snapshot if anything has changed. */
  update(): void;
}

export interface OpenPanelOptions extends PanelContext {
  readonly cursor: CursorLayer;
  /** Shared by all panels. */
  readonly chosen: ChosenCheckpoints;
  readonly problem: () => string | null;
  /** Requests the runs again, also after a failure. */
  readonly reload: () => void;
  readonly closed: () => void;
  /** Shows another panel of a run. */
  readonly go: PanelActions['go'];
}

/** What a panel may do with the run that it shows. */
const RUN_COMMANDS = { pause, resume, again: trainAgain, stop } as const;

export function openPanel(view: WebviewPanel, begin: PanelState, options: OpenPanelOptions): OpenPanel {
  const { context, link, store, log, translation, formatStrings, cursor, chosen, problem, reload, closed, go } =
    options;
  const session = panelSession({
    begin,
    daemon: panelDaemon(link),
    name: randomUUID(),
    post: (message) => void view.webview.postMessage(message),
    around: () => ({
      runs: store.all(),
      find: store.find,
      reading: store.reading,
      connection: link.state === 'off' ? 'connecting' : link.state,
      cursorLayer: cursor.of,
      problem: problem(),
      guide: true,
      opensRows: true,
    }),
    chosen,
    async lookFor(runDir) {
      await store
        .get(runDir)
        .catch((error: unknown) => log.debug(`the run of a panel cannot be read: ${String(error)}`));
    },
    reload,
    act: {
      go,
      reveal({ spec }, layer) {
        revealLayer(spec, layer).catch((error: unknown) => log.warn(`${layer} cannot be revealed: ${String(error)}`));
      },
      openRow(runDir, split, line) {
        openRow(runDir, split, line).catch((error: unknown) => void showFailure(log, l10n.t('Open Row'), error));
      },
      command: (name, runDir) => void execute(RUN_COMMANDS[name], { kind: 'run', runDir }),
      guide: (topic) => void execute(openGuide, topic),
      save: (name, bytes, run) => void saveFile(log, name, bytes, { run, spec: run?.spec ?? null }),
    },
    onUpdate(snapshot) {
      // After a reload VS Code keeps the title until the runs have loaded.
      if (!snapshot.looking) view.title = snapshotTitle(snapshot, formatStrings);
    },
  });

  view.webview.onDidReceiveMessage((data: unknown) => {
    const message = panelMessage.safeParse(data);
    if (message.success) session.take(message.data);
    else log.warn(`dropped an invalid message of the panel ${begin.panel}: ${message.error.message}`);
  });
  view.onDidChangeViewState(() => {
    if (!view.visible) session.hide();
  });
  view.onDidDispose(() => {
    session.dispose();
    closed();
  });
  showPage(view, context.extensionUri, begin.panel, translation);
  session.update();
  return {
    view,
    get state() {
      return session.state;
    },
    show: session.show,
    update: session.update,
  };
}
