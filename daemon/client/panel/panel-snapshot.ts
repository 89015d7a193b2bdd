import type { DataProgress } from '../../../protocol/data-progress.ts';
import { offeredPanels } from '../../../protocol/panel/offered-panels.ts';
import { MAX_CHOICES, type PanelSnapshot, type RunAhead } from '../../../protocol/panel/panel-messages.ts';
import type { PanelState } from '../../../protocol/panel/panel-state.ts';
import { runsAhead } from '../../../protocol/queue.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { shownName } from '../../../protocol/shown-name.ts';

export interface Surroundings {
  /** Newest first. */
  readonly runs: readonly RunInfo[];
  readonly find: (runDir: string) => RunInfo | null;
  /** How far decoding the images of a run is, for a panel that waits for it; null: none does. */
  readonly reading?: (runDir: string) => DataProgress | null;
  readonly connection: PanelSnapshot['connection'];
  /** The layer of a spec at the editor's cursor. */
  readonly cursorLayer: (spec: string) => string | null;
  readonly problem: string | null;
  /** The host can open the guide. */
  readonly guide?: boolean;
  /** The host can open the data file of a run at a line. */
  readonly opensRows?: boolean;
  readonly shows: number;
  /** For a run that is not found: whether the daemon has not yet said that it does not exist. */
  readonly isOpen: (runDir: string) => boolean;
}

/** The panel's snapshot, which is always complete. */
export function panelSnapshot({ panel, subject, view }: PanelState, around: Surroundings): PanelSnapshot {
  const shown = subject.runs.map((runDir) => around.find(runDir));
  const first = shown[0] ?? null;
  const reading = first === null ? null : (around.reading?.(first.runDir) ?? null);
  return {
    panel,
    subject,
    shows: around.shows,
    view,
    shown,
    looking: subject.runs.some((runDir, i) => shown[i] === null && around.isOpen(runDir)),
    offered: first === null ? [] : offeredPanels(first),
    choices: around.runs.slice(0, MAX_CHOICES).map((run) => ({
      runDir: run.runDir,
      id: run.id,
      name: shownName(run),
      status: run.status,
      started: run.started,
    })),
    ahead: first === null ? [] : aheadOf(first, around.runs).slice(0, MAX_CHOICES),
    cursorLayer: first === null ? null : around.cursorLayer(first.spec),
    connection: around.connection,
    problem: around.problem,
    ...(reading === null ? {} : { reading }),
    ...(around.guide === true ? { guide: true } : {}),
    ...(around.opensRows === true ? { opensRows: true } : {}),
  };
}

function aheadOf(first: RunInfo, runs: readonly RunInfo[]): readonly RunAhead[] {
  return runsAhead(first, runs).map((run) => ({
    runDir: run.runDir,
    name: shownName(run),
    status: run.status,
    step: run.step,
    steps: run.steps,
    eta: run.eta,
    queuePosition: run.queuePosition,
  }));
}
