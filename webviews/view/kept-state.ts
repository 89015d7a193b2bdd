/** What a page shows, kept over a reload. All panels share the run and the checkpoint. */
import type { PanelName } from '../../protocol/panel/panel-names.ts';
import type { PanelState, PanelSubject, PanelView } from '../../protocol/panel/panel-state.ts';

/** Compare has its own, because it shows several runs. */
const subjectKey = (panel: PanelName) => `flowscope.subject${panel === 'compare' ? '.compare' : ''}`;
const viewKey = (panel: PanelName) => `flowscope.view.${panel}`;

export function keepState({ panel, subject, view }: PanelState): void {
  sessionStorage.setItem(subjectKey(panel), JSON.stringify(subject));
  sessionStorage.setItem(viewKey(panel), JSON.stringify(view));
}

export function keptSubject(panel: PanelName): PanelSubject | null {
  return read(subjectKey(panel)) as PanelSubject | null;
}

export function keptView(panel: PanelName): PanelView {
  return (read(viewKey(panel)) ?? {}) as PanelView;
}

/** Written by `keepState` only; the host checks it. */
function read(key: string): unknown {
  const text = sessionStorage.getItem(key);
  return text === null ? null : JSON.parse(text);
}
