/** What a page shows, kept over a reload. All panels share the run and the checkpoint. The server checks what was kept. */
import type { PanelState } from '../../protocol/panel/panel-state.ts';
import type { PanelName } from '../../protocol/panel/panels.ts';
import type { ViewGo } from '../../protocol/panel/view-messages.ts';
import { isRuns } from './read-answer.ts';

/** Compare has its own, because it shows several runs. */
const subjectKey = (panel: PanelName) => `flowscope.subject${panel === 'compare' ? '.compare' : ''}`;
const viewKey = (panel: PanelName) => `flowscope.view.${panel}`;

export function keepState({ panel, subject, view }: PanelState): void {
  sessionStorage.setItem(subjectKey(panel), JSON.stringify(subject));
  sessionStorage.setItem(viewKey(panel), JSON.stringify(view));
}

/** Keeps what a page that is opened next shows: these runs. Compare keeps its own if the first is one of several. */
export function keepGoing({ panel, runs }: ViewGo): void {
  const [first] = runs;
  const kept = keptRuns(panel);
  const isAmongThem = panel === 'compare' && kept.length > 1 && kept.some((run) => run === first);
  const shown = isAmongThem ? [first, ...kept.filter((run) => run !== first)] : runs;
  // The server chooses the step that all panels of a run show.
  sessionStorage.setItem(subjectKey(panel), JSON.stringify({ runs: shown, checkpoint: 'latest' }));
}

function keptRuns(panel: PanelName): readonly string[] {
  const subject = keptSubject(panel);
  const hasRuns = typeof subject === 'object' && subject !== null && 'runs' in subject;
  return hasRuns && isRuns(subject.runs) ? subject.runs : [];
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
