/** The panels as VS Code names them: the type of a webview, by which it is restored, and its title. */
import { l10n } from 'vscode';
import { PANELS, type PanelDefinition, type PanelName, PREVIEW } from '../../protocol/panel/panels.ts';

export type EditorPanelName = PanelName | typeof PREVIEW.name;

export function viewType(panel: EditorPanelName): string {
  return `flowscope.${panel}`;
}

/** All of them, for package.json. */
export const VIEW_TYPES: readonly string[] = [...PANELS, PREVIEW.name].map(viewType);

/** `two-moons · layers`, in the editor's language. @param shown null: a run that no longer exists */
export function viewTitle({ title }: PanelDefinition, shown: readonly ({ readonly name: string } | null)[]): string {
  const what = shown.length === 1 ? (shown[0]?.name ?? l10n.t('no run')) : l10n.t('{0} runs', shown.length);
  return `${what} · ${l10n.t(title)}`;
}
