import type { EditorPanelName } from '../../protocol/panel/panels.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { ENGLISH, type FormatStrings } from './strings.ts';

/** `two-moons · layers`. @param shown null: a run that no longer exists */
export function panelTitle(
  panel: EditorPanelName,
  shown: readonly (Pick<RunInfo, 'name'> | null)[],
  strings: FormatStrings = ENGLISH,
): string {
  const what = shown.length === 1 ? (shown[0]?.name ?? strings.noRun) : strings.runs({ count: shown.length });
  return `${what} · ${strings[`panel.${panel}`]}`;
}
