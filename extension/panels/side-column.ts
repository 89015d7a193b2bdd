/** The editor column that the panels and the preview share. */
import { TabInputWebview, ViewColumn, window } from 'vscode';

/**
 * The column of the open panels, else an empty one, else a new one beside the editor. VS Code locks it (package.json), so that
 * files open elsewhere. After *Close All Editors* it may remain, empty and locked.
 */
export function sideColumn(): ViewColumn {
  const { all, activeTabGroup } = window.tabGroups;
  const own = all.find(({ tabs }) => tabs.some(({ input }) => isOurs(input)));
  const empty = all.find((group) => group !== activeTabGroup && group.tabs.length === 0);
  return (own ?? empty)?.viewColumn ?? ViewColumn.Beside;
}

function isOurs(input: unknown): boolean {
  return input instanceof TabInputWebview && input.viewType.includes('flowscope.');
}
