/**
 * What VS Code loads: registers what the user can see and nothing more. The application behind it, with the language client,
 * is loaded when the first spec, view or command needs it.
 */
import { commands, EventEmitter, type ExtensionContext, type TreeItem, window, workspace } from 'vscode';
import { PANELS } from '../protocol/panel/panel-names.ts';
import type { App, AppOptions } from './app.ts';
import { COMMAND_IDS } from './command-ids.ts';
import type { RunNode } from './runs/run-nodes.ts';
import { pageFiles } from './views/page-files.ts';

/** When the first line of the bundle ran, before everything that it imports (scripts/build.ts). */
declare const flowscopeStarted: number;
const loadMilliseconds = performance.now() - flowscopeStarted;

export function activate(context: ExtensionContext): void {
  const called = performance.now();
  const log = window.createOutputChannel('Flowscope', { log: true });
  const treeChanged = new EventEmitter<RunNode | undefined>();
  context.subscriptions.push(log, treeChanged);

  const pages = pageFiles(async (uri) => (await load()).trainedText(uri));
  let loading: Promise<App> | null = null;
  const load = (): Promise<App> => {
    loading ??= loadApp({ context, log, runsChanged: () => treeChanged.fire(undefined) });
    return loading;
  };
  for (const id of COMMAND_IDS) {
    context.subscriptions.push(commands.registerCommand(id, async (...args) => (await load()).run(id, args)));
  }
  const tree = window.createTreeView<RunNode>('flowscope.runs', {
    treeDataProvider: {
      onDidChangeTreeData: treeChanged.event,
      getChildren: async (node) => (await load()).tree.children(node),
      // Only called with what getChildren gave: the application is loaded.
      getTreeItem: async (node): Promise<TreeItem> => (await load()).tree.item(node),
      getParent: async (node) => (await load()).tree.parent(node),
    },
    showCollapseAll: true,
  });
  for (const panel of PANELS) {
    context.subscriptions.push(
      window.registerWebviewPanelSerializer(`flowscope.${panel}`, {
        deserializeWebviewPanel: async (view, state) => (await load()).panels.restore(view, panel, state),
      }),
    );
  }
  context.subscriptions.push(
    window.registerWebviewPanelSerializer('flowscope.preview', {
      deserializeWebviewPanel: async (view, state) => (await load()).preview.restore(view, state),
    }),
    tree,
    pages,
    workspace.registerFileSystemProvider('flowscope', pages, { isReadonly: true, isCaseSensitive: true }),
  );
  // Whatever woke the extension, runs may be going on: the status bar shows them. Not before VS Code has its answer.
  setImmediate(() => {
    load().catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
  });
  // Between the two VS Code fetches what it has stored for the extension; that time is not ours.
  const total = loadMilliseconds + performance.now() - called;
  log.info(`activated in ${total.toFixed(1)} ms (${loadMilliseconds.toFixed(1)} of them to load)`);
}

async function loadApp(options: AppOptions): Promise<App> {
  const { createApp } = await import('./app.ts');
  const app = createApp(options);
  options.context.subscriptions.push(app);
  return app;
}
