/** Notifies listeners about runs. */
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import type { Disposable } from '../session.ts';

export interface RunPlace {
  readonly id: string;
  readonly runDir: string;
}

export interface RunListener {
  /** A run's entry has changed. */
  readonly changed?: (info: RunInfo) => void;
  readonly removed?: (run: RunPlace) => void;
  /** The run's worker sent an event or ended, so its log may have grown. */
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
