/** The step that all panels of a run show: what the user chose in one of them, or what its state suggests. */
import * as z from 'zod/mini';
import { checkpointChoice } from '../../../protocol/common.ts';
import type { CheckpointChoice } from '../../../protocol/panel/panel-state.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';

/** Choices by run directory, the latest last; stored by the editor. */
export const chosenEntries = z.array(z.tuple([z.string().check(z.maxLength(4096)), checkpointChoice]));
export type ChosenEntries = z.infer<typeof chosenEntries>;

export interface ChosenCheckpoints {
  /** Until the user chooses: the best of a finished run, and the newest of any other. */
  of(run: Pick<RunInfo, 'runDir' | 'status' | 'checkpoints'>): CheckpointChoice;
  isChosen(runDir: string): boolean;
  choose(runDir: string, choice: CheckpointChoice): void;
  readonly entries: ChosenEntries;
}

/** Runs whose choices are kept. */
const MOST = 200;

/** @param onChange called after each choice that changes something */
export function chosenCheckpoints(entries: ChosenEntries = [], onChange: () => void = () => {}): ChosenCheckpoints {
  const chosen = new Map<string, CheckpointChoice>(entries.slice(-MOST));
  return {
    of({ runDir, status, checkpoints }) {
      const hasBest = checkpoints.some(({ best }) => best);
      return chosen.get(runDir) ?? (status === 'finished' && hasBest ? 'best' : 'latest');
    },
    isChosen: (runDir) => chosen.has(runDir),
    choose(runDir, choice) {
      if (chosen.get(runDir) === choice) return;
      chosen.delete(runDir);
      chosen.set(runDir, choice);
      if (chosen.size > MOST) chosen.delete(chosen.keys().next().value!);
      onChange();
    },
    get entries() {
      return [...chosen];
    },
  };
}
