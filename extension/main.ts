/**
 * What VS Code loads: registers what the user can see and nothing more. The application behind it, with the language client,
 * is loaded when the first spec, view or command needs it.
 */
const started = performance.now();

import { commands, EventEmitter, type ExtensionContext, type TreeItem, type Uri, window, workspace } from 'vscode';
import type { App, AppOptions } from './app.ts';
import { COMMAND_IDS } from './command-ids.ts';
import type { RunNode } from './runs/run-nodes.ts';

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('Flowscope', { log: true });
  const treeChanged = new EventEmitter<RunNode | undefined>();
  const viewChanged = new EventEmitter<Uri>();
  context.subscriptions.push(log, treeChanged, viewChanged);

  let loading: Promise<App> | null = null;
  const load = (): Promise<App> => {
    loading ??= loadApp({ context, log, runsChanged: () => treeChanged.fire(undefined), viewChanged });
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
  context.subscriptions.push(
    tree,
    workspace.registerTextDocumentContentProvider('flowscope', {
      onDidChange: viewChanged.event,
      provideTextDocumentContent: async (uri) => (await load()).views.text(uri),
    }),
  );
  // Whatever woke the extension, runs may be going on: the status bar shows them. Not before VS Code has its answer.
  setImmediate(() => {
    load().catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
  });
  log.info(`activated in ${(performance.now() - started).toFixed(1)} ms`);
}

async function loadApp(options: AppOptions): Promise<App> {
  const { createApp } = await import('./app.ts');
  const app = createApp(options);
  options.context.subscriptions.push(app);
  return app;
}
