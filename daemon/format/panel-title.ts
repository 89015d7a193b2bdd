import type { PanelSnapshot } from '../../protocol/panel/panel-messages.ts';
import type { EditorPanelName } from '../../protocol/panel/panels.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { shownName } from '../../protocol/shown-name.ts';
import { GENERAL_ENGLISH, type GeneralStrings } from './general-strings.ts';

type NamedRun = Pick<RunInfo, 'name' | 'label'>;

/** `two-moons · layers`. @param shown not empty */
export function panelTitle(
  panel: EditorPanelName,
  shown: readonly NamedRun[],
  strings: GeneralStrings = GENERAL_ENGLISH,
): string {
  const what = shown.length === 1 ? shownName(shown[0]!) : strings.runs({ count: shown.length });
  return `${what} · ${strings[`panel.${panel}`]}`;
}

/** The title of a panel that shows this. A run that no longer exists has the name of its folder. */
export function snapshotTitle(
  {
    panel,
    subject,
    shown,
  }: Pick<PanelSnapshot, 'panel' | 'subject'> & {
    readonly shown: readonly (NamedRun | null)[];
  },
  strings: GeneralStrings = GENERAL_ENGLISH,
): string {
  const named = subject.runs.map((runDir, i) => shown[i] ?? { name: lastPart(runDir) });
  return panelTitle(panel, named, strings);
}

/** Of a path of any system. */
function lastPart(path: string): string {
  return /[^/\\]+(?=[/\\]*$)/.exec(path)?.[0] ?? path;
}
