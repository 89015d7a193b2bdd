import { MAX_CHOICES, type PanelSnapshot } from '../../../protocol/panel/panel-messages.ts';
import type { PanelState } from '../../../protocol/panel/panel-state.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';

export interface Surroundings {
  /** Newest first. */
  readonly runs: readonly RunInfo[];
  readonly find: (runDir: string) => RunInfo | null;
  readonly connection: PanelSnapshot['connection'];
  /** Layer of a spec that a cursor stands in. */
  readonly cursorLayer: (spec: string) => string | null;
  readonly problem: string | null;
  readonly shows: number;
}

/** What a panel is told: all of it, each time. */
export function panelSnapshot({ panel, subject, view }: PanelState, around: Surroundings): PanelSnapshot {
  const shown = subject.runs.map((runDir) => around.find(runDir));
  const first = shown[0] ?? null;
  return {
    panel,
    subject,
    shows: around.shows,
    view,
    shown,
    choices: around.runs
      .slice(0, MAX_CHOICES)
      .map(({ runDir, id, name, status, started }) => ({ runDir, id, name, status, started })),
    cursorLayer: first === null ? null : around.cursorLayer(first.spec),
    connection: around.connection,
    problem: around.problem,
  };
}
