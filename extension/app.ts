/** The application: one object that owns everything and is disposed with the extension. */
import {
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  type TextDocument,
  type Uri,
  workspace,
} from 'vscode';
import type { AppContext, Command } from './app-context.ts';
import type { CommandId } from './command-ids.ts';
import { compareRuns } from './commands/compare-runs.ts';
import { compareSpec } from './commands/compare-spec.ts';
import { deleteRun } from './commands/delete-run.ts';
import { enterDaemonToken } from './commands/enter-token.ts';
import { exportOnnx } from './commands/export-onnx.ts';
import { newFlow } from './commands/new-flow.ts';
import { preview } from './commands/preview.ts';
import { restart } from './commands/restart-daemon.ts';
import { pause, resume, stop } from './commands/run-action.ts';
import { showBackends } from './commands/show-backends.ts';
import { showPanel } from './commands/show-panel.ts';
import { train } from './commands/train.ts';
import { verify } from './commands/verify.ts';
import { daemonLink } from './daemon/daemon-link.ts';
import { languageStatus } from './daemon/language-status.ts';
import { runningDaemon } from './daemon/locate-daemon.ts';
import { showFailure } from './failures.ts';
import { isFlowDocument } from './flow-documents.ts';
import { followSettings } from './follow-settings.ts';
import { offerLanguage } from './language/offer-language.ts';
import { trustAction } from './language/trust-action.ts';
import { type Panels, panels } from './panels/panels.ts';
import { type LivePreview, livePreview } from './preview/live-preview.ts';
import { contextKeys } from './runs/contexts.ts';
import { tellEndings } from './runs/endings.ts';
import { runStore } from './runs/run-store.ts';
import { type RunsTree, runsTree } from './runs/runs-tree.ts';
import { startedRuns } from './runs/started-runs.ts';
import { statusBar } from './runs/status-bar.ts';
import { daemonUrl, runsDirectories } from './settings.ts';
import { verifyTests } from './verify/verify-tests.ts';
import { trainedText } from './views/trained-text.ts';

export interface App extends Disposable {
  run(id: CommandId, args: readonly unknown[]): Promise<void>;
  readonly tree: RunsTree;
  readonly panels: Panels;
  readonly preview: LivePreview;
  /** The text of a `flowscope:` address. @throws FileSystemError */
  trainedText(uri: Uri): Promise<string>;
}

export interface AppOptions {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly runsChanged: () => void;
}

const COMMANDS: Readonly<Record<CommandId, readonly [title: string, command: Command]>> = {
  'flowscope.newFlow': ['New Flow', newFlow],
  'flowscope.train': ['Train Flow', train],
  'flowscope.preview': ['Preview Flow', preview],
  'flowscope.pause': ['Pause Training', pause],
  'flowscope.resume': ['Resume Training', resume],
  'flowscope.stop': ['Stop Training', stop],
  'flowscope.openRun': ['Open Run', showPanel('training', 'Open Run')],
  'flowscope.inspectLayers': ['Inspect Layers', showPanel('layers', 'Inspect Layers')],
  'flowscope.exploreLatent': ['Explore Latent Space', showPanel('latent', 'Explore Latent Space')],
  'flowscope.showSamples': ['Show Samples', showPanel('samples', 'Show Samples')],
  'flowscope.showDensity': ['Show Density', showPanel('density', 'Show Density')],
  'flowscope.verify': ['Verify Flow', verify],
  'flowscope.compareRuns': ['Compare Runs', compareRuns],
  'flowscope.compareSpec': ['Compare Spec with Run', compareSpec],
  'flowscope.exportOnnx': ['Export to ONNX', exportOnnx],
  'flowscope.deleteRun': ['Delete Run', deleteRun],
  'flowscope.restartDaemon': ['Restart Daemon', restart],
  'flowscope.showLog': ['Show Log', async ({ log }) => log.show()],
  'flowscope.showBackends': ['Show Backends', showBackends],
  'flowscope.enterToken': ['Enter Daemon Token', enterDaemonToken],
};

export function createApp({ context, log, runsChanged }: AppOptions): App {
  /** Background failures that were reported since the last connection. */
  const told = new Set<string>();
  const link = daemonLink({
    context,
    log,
    onGivenUp: (error) => void showFailure(log, 'Flowscope', error),
  });
  const store = runStore({
    link,
    roots: runsDirectories,
    onSkipped: (root, error) => log.warn(`the runs in ${root} cannot be listed: ${error}`),
  });
  /** Does not start a daemon. */
  const refresh = () => {
    if (link.state === 'connected') store.refresh().catch((error: unknown) => log.warn(String(error)));
  };
  const webviews = panels({ context, link, store, log });
  const live = livePreview({ context, link, log });
  const tests = verifyTests(link);
  const app: AppContext = {
    context,
    log,
    link,
    store,
    panels: webviews,
    preview: live,
    verify: tests,
    started: startedRuns(context.workspaceState),
  };
  const tree = runsTree(store, tellOnce('The runs cannot be listed'));
  const opened = (document: TextDocument) => {
    if (isFlowDocument(document)) link.ensure().catch(tellOnce('The daemon is not available'));
  };
  const subscriptions: Disposable[] = [
    store.onDidChange(runsChanged),
    statusBar(store, link),
    languageStatus(link),
    contextKeys(store),
    tellEndings(store, app.started, log),
    offerLanguage(context.globalState),
    trustAction(),
    followSettings({
      link,
      retry() {
        told.clear();
        link.ensure().catch(tellOnce('The daemon is not available'));
      },
      reconnect: () => void link.restart().catch(tellOnce('The daemon is not available')),
      refresh,
    }),
    workspace.onDidOpenTextDocument(opened),
    link.onDidChangeState((state) => {
      if (state === 'connected') told.clear();
    }),
    workspace.onDidGrantWorkspaceTrust(() => {
      link.trust();
      refresh();
    }),
    workspace.onDidChangeWorkspaceFolders(refresh),
    webviews,
    live,
    tests,
    store,
    link,
  ];
  workspace.textDocuments.forEach(opened);
  // Without an open spec, connect only to a running daemon: it may have active runs.
  if (link.state === 'off') adopt().catch((error: unknown) => log.warn(String(error)));

  async function adopt(): Promise<void> {
    if (daemonUrl() === null && (await runningDaemon()) !== null) await link.ensure();
  }

  /** Reports a background failure once per connection, not once per document. */
  function tellOnce(what: string): (error: unknown) => void {
    return (error) => {
      const text = error instanceof Error ? error.message : String(error);
      if (told.has(text)) log.error(`${what}: ${text}`);
      else {
        told.add(text);
        void showFailure(log, what, error);
      }
    };
  }

  return {
    tree,
    panels: webviews,
    preview: live,
    trainedText: (uri) => trainedText(link, uri),
    async run(id, args) {
      const [title, command] = COMMANDS[id];
      try {
        await command(app, args[0]);
      } catch (error) {
        await showFailure(log, title, error);
      }
    },
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
