/** The runs that were started from this workspace, by directory. Remembered over a reload, until their ends were told. */
import type { Memento } from 'vscode';
import * as z from 'zod';

export interface StartedRuns {
  has(runDir: string): boolean;
  add(runDir: string): void;
  delete(runDir: string): void;
}

const KEY = 'flowscope.startedRuns';
/** The oldest are forgotten: of runs whose folders are gone no end ever comes. */
const MOST = 100;

export function startedRuns(state: Pick<Memento, 'get' | 'update'>): StartedRuns {
  const started = new Set(z.array(z.string()).catch([]).parse(state.get(KEY)));
  const store = () => {
    while (started.size > MOST) started.delete(started.values().next().value!);
    // What is not stored is only not remembered over a reload.
    Promise.resolve(state.update(KEY, [...started])).catch(() => {});
  };
  return {
    has: (runDir) => started.has(runDir),
    add(runDir) {
      started.delete(runDir);
      started.add(runDir);
      store();
    },
    delete(runDir) {
      if (started.delete(runDir)) store();
    },
  };
}
