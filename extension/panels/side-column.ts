/** The editor column that the panels and the preview share. */
import { commands, Disposable, TabInputWebview, ViewColumn, window } from 'vscode';

/** Unlocks the active column. */
const UNLOCK = 'workbench.action.unlockEditorGroup';

/**
 * The column of the open panels, else an empty one, else a new one beside the editor. VS Code locks it (package.json), so that
 * files open elsewhere.
 */
export function sideColumn(): ViewColumn {
  const { all, activeTabGroup } = window.tabGroups;
  const [own] = columnsOfPanels();
  const empty = all.find((group) => group !== activeTabGroup && group.tabs.length === 0);
  return own ?? empty?.viewColumn ?? ViewColumn.Beside;
}

/**
 * Closes the column of the panels with the last of them. If it is the only one, it stays, and is unlocked: VS Code would open files
 * in a second one beside it.
 */
export function closeWithLastPanel(onFailure: (error: unknown) => void): Disposable {
  const { tabGroups } = window;
  let columns = columnsOfPanels();
  const look = () => {
    const before = columns;
    columns = columnsOfPanels();
    const isOnly = tabGroups.all.length === 1;
    // When the other columns close at the same moment, the only one has another number than before.
    const was = (column: ViewColumn) => (isOnly ? before.size > 0 : before.has(column));
    const left = tabGroups.all.filter(({ tabs, viewColumn }) => tabs.length === 0 && was(viewColumn));
    if (left.length === 0) return;
    (isOnly ? commands.executeCommand(UNLOCK) : tabGroups.close(left, true)).then(undefined, onFailure);
  };
  return Disposable.from(tabGroups.onDidChangeTabs(look), tabGroups.onDidChangeTabGroups(look));
}

function columnsOfPanels(): ReadonlySet<ViewColumn> {
  const own = window.tabGroups.all.filter(({ tabs }) => tabs.some(({ input }) => isOurs(input)));
  return new Set(own.map(({ viewColumn }) => viewColumn));
}

function isOurs(input: unknown): boolean {
  return input instanceof TabInputWebview && input.viewType.includes('flowscope.');
}
