import { MAX_CHOICES, type PanelSnapshot, type RunAhead } from '../../../protocol/panel/panel-messages.ts';
import type { PanelState } from '../../../protocol/panel/panel-state.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { isActive } from '../../../protocol/run-actions.ts';

export interface Surroundings {
  /** Newest first. */
  readonly runs: readonly RunInfo[];
  readonly find: (runDir: string) => RunInfo | null;
  readonly connection: PanelSnapshot['connection'];
  /** The layer of a spec at the editor's cursor. */
  readonly cursorLayer: (spec: string) => string | null;
  readonly problem: string | null;
  readonly shows: number;
  /** For a run that is not found: whether the daemon has not yet said that it does not exist. */
  readonly isOpen: (runDir: string) => boolean;
}

/** The panel's snapshot, which is always complete. */
export function panelSnapshot({ panel, subject, view }: PanelState, around: Surroundings): PanelSnapshot {
  const shown = subject.runs.map((runDir) => around.find(runDir));
  const first = shown[0] ?? null;
  return {
    panel,
    subject,
    shows: around.shows,
    view,
    shown,
    looking: subject.runs.some((runDir, i) => shown[i] === null && around.isOpen(runDir)),
    choices: around.runs
      .slice(0, MAX_CHOICES)
      .map(({ runDir, id, name, status, started }) => ({ runDir, id, name, status, started })),
    ahead: first === null ? [] : runsAhead(first, around.runs).slice(0, MAX_CHOICES),
    cursorLayer: first === null ? null : around.cursorLayer(first.spec),
    connection: around.connection,
    problem: around.problem,
  };
}

/** The runs that a queued run waits for: this daemon's active runs, then those before it in the queue. */
function runsAhead({ queuePosition }: RunInfo, runs: readonly RunInfo[]): readonly RunAhead[] {
  if (queuePosition === null) return [];
  const working = runs.filter((run) => run.owned && isActive(run) && run.status !== 'queued');
  const waiting = runs
    .filter((run) => run.queuePosition !== null && run.queuePosition < queuePosition)
    .sort((a, b) => a.queuePosition! - b.queuePosition!);
  return [...working, ...waiting].map((run) => ({
    runDir: run.runDir,
    name: run.name,
    status: run.status,
    step: run.step,
    steps: run.steps,
    eta: run.eta,
    queuePosition: run.queuePosition,
  }));
}
