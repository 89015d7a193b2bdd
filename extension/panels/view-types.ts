/** The panels as types of webviews: VS Code restores a panel, and package.json names it, by this type. */
import { PANELS, type PanelName, PREVIEW } from '../../protocol/panel/panels.ts';

export type EditorPanelName = PanelName | typeof PREVIEW.name;

export function viewType(panel: EditorPanelName): string {
  return `flowscope.${panel}`;
}

export const VIEW_TYPES: readonly string[] = [...PANELS, PREVIEW.name].map(viewType);
