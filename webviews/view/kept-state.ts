/** What a page shows, kept over a reload. All panels share the run and the checkpoint. */

import {
  type PanelState,
  type PanelSubject,
  type PanelView,
  panelSubject,
  panelView,
} from '../../protocol/panel/panel-state.ts';
import type { PanelName } from '../../protocol/panel/panels.ts';

/** Compare has its own, because it shows several runs. */
const subjectKey = (panel: PanelName) => `flowscope.subject${panel === 'compare' ? '.compare' : ''}`;
const viewKey = (panel: PanelName) => `flowscope.view.${panel}`;

export function keepState({ panel, subject, view }: PanelState): void {
  sessionStorage.setItem(subjectKey(panel), JSON.stringify(subject));
  sessionStorage.setItem(viewKey(panel), JSON.stringify(view));
}

export function keptSubject(panel: PanelName): PanelSubject | null {
  return panelSubject.safeParse(read(subjectKey(panel))).data ?? null;
}

export function keptView(panel: PanelName): PanelView {
  return panelView.safeParse(read(viewKey(panel))).data ?? {};
}

function read(key: string): unknown {
  const text = sessionStorage.getItem(key);
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
