/** What a page shows, kept over a reload. All panels share the run and the checkpoint. The server checks what was kept. */
import type { PanelState } from '../../protocol/panel/panel-state.ts';
import type { PanelName } from '../../protocol/panel/panels.ts';

/** Compare has its own, because it shows several runs. */
const subjectKey = (panel: PanelName) => `flowscope.subject${panel === 'compare' ? '.compare' : ''}`;
const viewKey = (panel: PanelName) => `flowscope.view.${panel}`;

export function keepState({ panel, subject, view }: PanelState): void {
  sessionStorage.setItem(subjectKey(panel), JSON.stringify(subject));
  sessionStorage.setItem(viewKey(panel), JSON.stringify(view));
}

/** null: nothing was kept. */
export function keptSubject(panel: PanelName): unknown {
  return read(subjectKey(panel));
}

/** null: nothing was kept. */
export function keptView(panel: PanelName): unknown {
  return read(viewKey(panel));
}

function read(key: string): unknown {
  const text = sessionStorage.getItem(key);
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
