/** Where the panels and the preview stand: together, beside the text. */
import { TabInputWebview, ViewColumn, window } from 'vscode';

/** The column of those that are there, else a new one beside the editor. VS Code locks it: files are opened elsewhere (package.json). */
export function sideColumn(): ViewColumn {
  const isOurs = (input: unknown) => input instanceof TabInputWebview && input.viewType.includes('flowscope.');
  const group = window.tabGroups.all.find(({ tabs }) => tabs.some(({ input }) => isOurs(input)));
  return group?.viewColumn ?? ViewColumn.Beside;
}
