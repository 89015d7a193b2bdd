import { l10n } from 'vscode';
import type { PanelDefinition } from '../../protocol/panel/panels.ts';

/** As `panelTitle` of the protocol, in the editor's language. @param shown names; null: a run that no longer exists */
export function localTitle({ title }: PanelDefinition, shown: readonly ({ readonly name: string } | null)[]): string {
  const what = shown.length === 1 ? (shown[0]?.name ?? l10n.t('no run')) : l10n.t('{0} runs', shown.length);
  return `${what} · ${l10n.t(title)}`;
}
