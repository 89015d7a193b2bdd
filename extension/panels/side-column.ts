/** Where the panels and the preview stand: together, beside the text. */
import { TabInputWebview, ViewColumn, window } from 'vscode';

/**
 * The column of those that are there, else an empty one, else a new one beside the editor. VS Code locks it (package.json): files
 * are opened elsewhere. It may survive *Close All Editors*, empty and locked, and then the next text is opened beside it.
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
