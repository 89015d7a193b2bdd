/** Where the panels and the preview stand: together, beside the text. */
import { commands, TabInputWebview, ViewColumn, window } from 'vscode';

/**
 * The column of those that are there, else an empty one, else a new one beside the editor. VS Code locks it (package.json): files
 * are opened elsewhere.
 */
export function sideColumn(): ViewColumn {
  const { all, activeTabGroup } = window.tabGroups;
  const own = all.find(({ tabs }) => tabs.some(({ input }) => isOurs(input)));
  if (own !== undefined) return own.viewColumn;
  const empty = all.find((group) => group !== activeTabGroup && group.tabs.length === 0);
  if (empty !== undefined) return empty.viewColumn;
  // What was the panels' column stays locked when all editors are closed, and VS Code hides that while it is the only one. Beside
  // the new column it would be locked again, with the text in it, and the next file would open a third.
  if (all.length === 1) void commands.executeCommand('workbench.action.unlockEditorGroup');
  return ViewColumn.Beside;
}

function isOurs(input: unknown): boolean {
  return input instanceof TabInputWebview && input.viewType.includes('flowscope.');
}
