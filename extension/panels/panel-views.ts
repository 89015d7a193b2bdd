/** The panels as VS Code knows them: by the type of a webview, by which it is restored. */
import { type EditorPanelName, PANELS, PREVIEW } from '../../protocol/panel/panels.ts';

export function viewType(panel: EditorPanelName): string {
  return `flowscope.${panel}`;
}

/** All of them, for package.json. */
export const VIEW_TYPES: readonly string[] = [...PANELS, PREVIEW.name].map(viewType);
