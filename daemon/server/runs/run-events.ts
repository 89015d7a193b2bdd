/** Who is told of runs. */
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import type { Disposable } from '../session.ts';

export interface RunPlace {
  readonly id: string;
  readonly runDir: string;
}

export interface RunListener {
  /** A run's entry is another. */
  readonly changed?: (info: RunInfo) => void;
  readonly removed?: (run: RunPlace) => void;
  /** Its worker spoke, or ended: there may be more in its log. */
  readonly spoke?: (runDir: string) => void;
}

export interface RunEvents extends Required<RunListener> {
  listen(listener: RunListener): Disposable;
}

export function createRunEvents(): RunEvents {
  const listeners = new Set<RunListener>();
  return {
    changed(info) {
      for (const listener of listeners) listener.changed?.(info);
    },
    removed(run) {
      for (const listener of listeners) listener.removed?.(run);
    },
    spoke(runDir) {
      for (const listener of listeners) listener.spoke?.(runDir);
    },
    listen(listener) {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
}
