/**
 * Entry of the extension: registers commands, views and serializers. The application with the language client is loaded
 * afterwards, because it takes longer.
 */
import { commands, EventEmitter, type ExtensionContext, type TreeItem, window, workspace } from 'vscode';
import type manifest from '../package.json';
import { PANELS, PREVIEW } from '../protocol/panel/panels.ts';
import type { App, AppOptions } from './app.ts';
import { viewType } from './panels/panel-views.ts';
import type { RunNode } from './runs/runs-tree.ts';
import { SCHEME, trainedTexts } from './trained-texts.ts';

/** Time at which the first line of the bundle ran, before its imports (scripts/build.ts). */
declare const flowscopeStarted: number;
const loadMilliseconds = performance.now() - flowscopeStarted;

export function activate(context: ExtensionContext): void {
  const called = performance.now();
  const log = window.createOutputChannel('Flowscope', { log: true });
  const treeChanged = new EventEmitter<RunNode | undefined>();
  context.subscriptions.push(log, treeChanged);

  const texts = trainedTexts(async (uri) => (await load()).trainedText(uri));
  let loading: Promise<App> | null = null;
  const load = (): Promise<App> => {
    loading ??= loadApp({ context, log, runsChanged: () => treeChanged.fire(undefined) });
    return loading;
  };
  for (const id of contributedCommands(context)) {
    context.subscriptions.push(
      commands.registerCommand(id, async (argument: unknown) => (await load()).run(id, argument)),
    );
  }
  const tree = window.createTreeView<RunNode>('flowscope.runs', {
    treeDataProvider: {
      onDidChangeTreeData: treeChanged.event,
      getChildren: async (node) => (await load()).tree.children(node),
      // Called only with results of getChildren, so the application is loaded.
      getTreeItem: async (node): Promise<TreeItem> => (await load()).tree.item(node),
      getParent: async (node) => (await load()).tree.parent(node),
    },
    showCollapseAll: true,
  });
  for (const panel of PANELS) {
    context.subscriptions.push(
      window.registerWebviewPanelSerializer(viewType(panel), {
        deserializeWebviewPanel: async (view, state) => (await load()).panels.restore(view, panel, state),
      }),
    );
  }
  context.subscriptions.push(
    window.registerWebviewPanelSerializer(viewType(PREVIEW.name), {
      deserializeWebviewPanel: async (view, state) => (await load()).preview.restore(view, state),
    }),
    tree,
    texts,
    workspace.registerFileSystemProvider(SCHEME, texts, { isReadonly: true, isCaseSensitive: true }),
  );
  // The status bar shows active runs, so always load the application, but only after activation has returned.
  setImmediate(() => {
    load().catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
  });
  // Between loading and activation VS Code reads the extension's storage; that time does not count.
  const total = loadMilliseconds + performance.now() - called;
  log.info(`activated in ${total.toFixed(1)} ms (loading: ${loadMilliseconds.toFixed(1)} ms)`);
}

/**
 * The ids of the commands, from the manifest, which is generated from their definitions: loading these would bring what the commands
 * use into this file.
 */
function contributedCommands({ extension }: ExtensionContext): readonly string[] {
  const { contributes } = extension.packageJSON as Pick<typeof manifest, 'contributes'>;
  return contributes.commands.map(({ command }) => command);
}

async function loadApp(options: AppOptions): Promise<App> {
  const { createApp } = await import('./app.ts');
  const app = createApp(options);
  options.context.subscriptions.push(app);
  return app;
}
