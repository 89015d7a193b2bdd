/** Directories of the runs that this workspace started. Remembered over a reload, until their ends are reported. */
import type { Memento } from 'vscode';
import * as z from 'zod/mini';

export interface StartedRuns {
  has(runDir: string): boolean;
  add(runDir: string): void;
  delete(runDir: string): void;
}

const KEY = 'flowscope.startedRuns';
/** Entries kept at most: a run whose folder was deleted never ends. */
const MOST = 100;

export function startedRuns(state: Pick<Memento, 'get' | 'update'>): StartedRuns {
  const started = new Set(z.catch(z.array(z.string()), []).parse(state.get(KEY)));
  const store = () => {
    while (started.size > MOST) started.delete(started.values().next().value!);
    // A failed write only loses the memory over a reload.
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
