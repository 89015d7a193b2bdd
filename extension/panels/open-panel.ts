/** One panel that is open: what it shows, and its conversation with the daemon. */
import { randomUUID } from 'node:crypto';
import { commands, Uri, type WebviewPanel } from 'vscode';
import { panelBridge } from '../../daemon/client/panel/panel-bridge.ts';
import { panelSnapshot } from '../../daemon/client/panel/panel-snapshot.ts';
import {
  type HostMessage,
  type PanelCommand,
  type PanelMessage,
  panelMessage,
} from '../../protocol/panel/panel-messages.ts';
import type { PanelState } from '../../protocol/panel/panel-state.ts';
import { type CursorLayer, revealLayer } from './cursor-layer.ts';
import type { PanelContext } from './panel-context.ts';
import { panelDaemon } from './panel-daemon.ts';
import { panelPage, panelRoot } from './panel-page.ts';
import { panelTitle } from './panel-titles.ts';
import { saveFile } from './save-file.ts';

export interface OpenPanel {
  readonly view: WebviewPanel;
  readonly state: PanelState;
  show(state: PanelState): void;
  /** Tells the panel what has changed, if anything has. */
  update(): void;
}

export interface OpenPanelOptions extends PanelContext {
  readonly cursor: CursorLayer;
  readonly problem: () => string | null;
  /** Asks the daemon again, also after a failure. */
  readonly reload: () => void;
  readonly closed: () => void;
}

export function openPanel(view: WebviewPanel, begin: PanelState, options: OpenPanelOptions): OpenPanel {
  const { context, link, store, log, cursor, problem, reload, closed } = options;
  const looked = new Set<string>();
  let state = begin;
  let isReady = false;
  let sent = '';
  let shows = 0;
  const post = (message: HostMessage) => void view.webview.postMessage(message);
  const bridge = panelBridge({ daemon: panelDaemon(link), panel: randomUUID(), post });
  const first = () => state.subject.runs[0]!;

  function update(): void {
    for (const runDir of state.subject.runs) lookFor(runDir);
    const snapshot = panelSnapshot(state, {
      runs: store.all(),
      find: store.find,
      connection: link.state === 'off' ? 'connecting' : link.state,
      cursorLayer: cursor.of,
      problem: problem(),
      shows,
    });
    view.title = panelTitle(state.panel, snapshot.shown);
    const text = JSON.stringify(snapshot);
    if (!isReady || text === sent) return;
    sent = text;
    post({ type: 'snapshot', snapshot });
  }

  /** A run of a spec outside of the open folders is in no list. */
  function lookFor(runDir: string): void {
    if (store.find(runDir) !== null || link.state !== 'connected' || looked.has(runDir)) return;
    looked.add(runDir);
    store.get(runDir).catch((error: unknown) => log.debug(`a panel's run: ${String(error)}`));
  }

  function show(next: PanelState): void {
    state = next;
    update();
  }

  function reveal(layer: string): void {
    const run = store.find(first());
    if (run === null) return;
    revealLayer(run.spec, layer).catch((error: unknown) => log.warn(`${layer} cannot be shown: ${String(error)}`));
  }

  function command(name: PanelCommand): void {
    if (name === 'reload') reload();
    else void commands.executeCommand(`flowscope.${name}`, { kind: 'run', runDir: first() });
  }

  function take(message: PanelMessage): void {
    switch (message.type) {
      case 'ready':
        // Anew after it was hidden: what it had is gone.
        isReady = true;
        sent = '';
        shows = 0;
        reload();
        update();
        break;
      case 'show':
        shows++;
        show({ ...state, subject: message.subject });
        break;
      case 'remember':
        state = { ...state, view: message.view };
        break;
      case 'reveal':
        reveal(message.layer);
        break;
      case 'command':
        command(message.command);
        break;
      case 'save':
        void saveFile(log, message.name, message.bytes, store.find(first()));
        break;
      default:
        bridge.take(message);
    }
  }

  view.webview.options = { enableScripts: true, localResourceRoots: [panelRoot(context.extensionUri)] };
  view.iconPath = {
    light: Uri.joinPath(context.extensionUri, 'extension/resources/file-light.svg'),
    dark: Uri.joinPath(context.extensionUri, 'extension/resources/file-dark.svg'),
  };
  view.webview.onDidReceiveMessage((data: unknown) => {
    const message = panelMessage.safeParse(data);
    if (message.success) take(message.data);
    else log.warn(`a message of the panel ${state.panel} was dropped: ${message.error.message}`);
  });
  view.onDidDispose(() => {
    bridge.dispose();
    closed();
  });
  view.webview.html = panelPage(view.webview, context.extensionUri, state.panel);
  update();

  return {
    view,
    get state() {
      return state;
    },
    show,
    update,
  };
}
