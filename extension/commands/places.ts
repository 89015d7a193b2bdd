/** Where and when commands are offered. `runs/contexts.ts` and the live preview set the context keys. */
import type { PanelName } from '../../protocol/panel/panels.ts';
import type { RunAction } from '../../protocol/run-actions.ts';
import type { MenuEntry } from './definition.ts';

const SPEC_EDITOR = 'resourceLangId == flowscope && resourceScheme == file';
const RUNS_VIEW = 'view == flowscope.runs';

/** A spec is visible, or the only open one. */
export const HAS_SPEC = 'flowscope.hasSpec';
export const HAS_RUNS = 'flowscope.hasRuns';
export const HAS_TWO_RUNS = 'flowscope.hasTwoRuns';

/** The live preview has ended and can go on. */
export const CAN_KEEP_PREVIEW = 'flowscope.canKeepPreview';

/** A spec is in the active editor, visible, or the only open one. */
export const OF_SPEC = `resourceLangId == flowscope || ${HAS_SPEC}`;

/** There is a run that allows the action. */
export function canAnyRun(action: RunAction): string {
  return `flowscope.can.${action}`;
}

/** A button above the text of a spec. */
export function specTitle(position: number): MenuEntry {
  return { menu: 'editor/title', when: SPEC_EDITOR, group: `navigation@${position}` };
}

/** The context menus of a spec: of its tab, and in the explorer. */
export function specMenus(position: number): readonly MenuEntry[] {
  const group = `flowscope@${position}`;
  return [
    { menu: 'editor/title/context', when: SPEC_EDITOR, group },
    { menu: 'explorer/context', when: 'resourceFilename =~ /\\.flow\\.json$/ && !explorerResourceIsFolder', group },
  ];
}

/** The title of the Runs view. @param group `navigation`: a button, else in its menu */
export function runsTitle(group: string, when: string | null = null): MenuEntry {
  return { menu: 'view/title', when: when === null ? RUNS_VIEW : `${RUNS_VIEW} && ${when}`, group };
}

/**
 * A run or a checkpoint in the Runs view.
 * @param word of the item's `contextValue` (`runs-tree.ts`)
 * @param group `inline`: a button, else in its menu
 */
export function runItem(word: RunAction | 'run', group: string): MenuEntry {
  return itemWith(word, group);
}

/** A run or a checkpoint of which the panel has something to show. */
export function panelItem(panel: PanelName, group: string): MenuEntry {
  return itemWith(panelWord(panel), group);
}

/** In the `contextValue` of an item. */
export function panelWord(panel: PanelName): string {
  return `shows_${panel}`;
}

function itemWith(word: string, group: string): MenuEntry {
  return { menu: 'view/item/context', when: `${RUNS_VIEW} && viewItem =~ /\\b${word}\\b/`, group };
}

/** Of the files that a spec can be written for. */
export const DATA_ENDINGS = ['.csv', '.tsv', '.csv.gz', '.csv.zst', '.parquet', '.arrow', '.feather', '.npy'] as const;

/** The context menu of such a file in the explorer. */
export function dataFileMenu(position: number): MenuEntry {
  const endings = DATA_ENDINGS.map((ending) => ending.slice(1).replaceAll('.', '\\.')).join('|');
  const when = `resourceFilename =~ /\\.(${endings})$/i && resourceScheme =~ /^(file|vscode-remote)$/ && !explorerResourceIsFolder`;
  return { menu: 'explorer/context', when, group: `flowscope@${position}` };
}
