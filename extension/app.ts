/** The application: one object that owns everything and is disposed with the extension. */
import {
  type Disposable,
  type ExtensionContext,
  FileSystemError,
  type LogOutputChannel,
  l10n,
  type TextDocument,
  type Uri,
  workspace,
} from 'vscode';
import { FlowscopeError } from '../daemon/errors/flowscope-error.ts';
import { sentences } from '../daemon/format/sentences.ts';
import { TEXTS } from '../daemon/format/strings.ts';
import { runGet } from '../protocol/rpc/run-methods.ts';
import type { AppContext } from './app-context.ts';
import { COMMANDS } from './commands/registry.ts';
import { daemonLink } from './daemon/daemon-link.ts';
import { languageStatus } from './daemon/language-status.ts';
import { runningDaemon } from './daemon/locate-daemon.ts';
import { showFailure } from './failures.ts';
import { isFlowDocument } from './flow-documents.ts';
import { followSettings } from './follow-settings.ts';
import { offerLanguage } from './language/offer-language.ts';
import { editorTranslation } from './panels/panel-page.ts';
import { type Panels, panels } from './panels/panels.ts';
import { unpackedTexts } from './panels/unpacked-texts.ts';
import { type LivePreview, livePreview } from './preview/live-preview.ts';
import { contextKeys } from './runs/contexts.ts';
import { tellEndings } from './runs/endings.ts';
import { runStore } from './runs/run-store.ts';
import { type RunsTree, runsTree } from './runs/runs-tree.ts';
import { startedRuns } from './runs/started-runs.ts';
import { statusBar } from './runs/status-bar.ts';
import { daemonUrl, runsDirectories } from './settings.ts';
import { runOfAddress } from './trained-texts.ts';
import { requireTrust, trustAction } from './trust.ts';
import { verifyTests } from './verify/verify-tests.ts';

export interface App extends Disposable {
  /** @param id of a command in package.json */
  run(id: string, argument: unknown): Promise<void>;
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
  const translation = editorTranslation(context.extensionUri);
  const formatStrings = sentences(TEXTS, translation?.tables.format, translation?.locale);
  const webviews = panels({ context, link, store, log, translation, formatStrings });
  const live = livePreview({ context, link, log, translation, formatStrings });
  const tests = verifyTests(link, formatStrings);
  const app: AppContext = {
    context,
    log,
    link,
    store,
    translation,
    formatStrings,
    panels: webviews,
    preview: live,
    verify: tests,
    started: startedRuns(context.workspaceState),
  };
  const tree = runsTree(store, formatStrings, tellOnce(l10n.t('The runs cannot be listed')));
  const opened = (document: TextDocument) => {
    if (isFlowDocument(document)) link.ensure().catch(tellOnce(l10n.t('The daemon is not available')));
  };
  const subscriptions: Disposable[] = [
    store.onDidChange(runsChanged),
    statusBar(store, link, formatStrings),
    languageStatus(link),
    contextKeys(store),
    tellEndings(store, link, app.started, log, formatStrings),
    offerLanguage(context.globalState),
    trustAction(),
    unpackedTexts(),
    followSettings({
      link,
      retry() {
        told.clear();
        link.ensure().catch(tellOnce(l10n.t('The daemon is not available')));
      },
      reconnect: () => void link.restart().catch(tellOnce(l10n.t('The daemon is not available'))),
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
      // The link reconnects by itself, and reports it if it gives up.
      if (error instanceof FlowscopeError && error.code === 'connection-lost') log.warn(`${what}: ${text}`);
      else if (told.has(text)) log.error(`${what}: ${text}`);
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
    async trainedText(uri) {
      const run = runOfAddress(uri);
      const { specText } = run === null ? { specText: null } : await link.request(runGet, { run });
      if (specText === null) throw FileSystemError.FileNotFound(uri);
      return specText;
    },
    async run(id, argument) {
      const command = COMMANDS.find((known) => known.id === id)!;
      const { title, needsTrust } = command;
      try {
        if (needsTrust) requireTrust();
        await command.run(app, argument);
      } catch (error) {
        await showFailure(log, title, error);
      }
    },
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
