import { FlowscopeError } from '../errors/flowscope-error.ts';

/** Requests to a running trainer, which checks them between chunks. */
export interface Control {
  readonly requested: 'stop' | 'pause' | null;
  /** Aborted by a stop, for what comes before the first chunk. */
  readonly stopped: AbortSignal;
  /** Whether it stops because nobody is there any more who asked for the training. */
  readonly abandoned: boolean;
  /** Whether a checkpoint was requested since the last call. */
  takeSave(): boolean;
  /** Resolves after `milliseconds`, or as soon as the request changes. */
  wait(milliseconds: number): Promise<void>;
}

export interface ControlSource extends Control {
  request(what: 'stop' | 'pause' | null): void;
  /** Requests a stop: whoever asked for the training is gone. */
  abandon(): void;
  /** Requests a checkpoint after the current chunk. */
  requestSave(): void;
}

export function controlSource(): ControlSource {
  let requested: 'stop' | 'pause' | null = null;
  let wake: (() => void) | null = null;
  let save = false;
  let abandoned = false;
  const stopping = new AbortController();
  const request = (what: 'stop' | 'pause' | null) => {
    // Stopping is final.
    if (requested !== 'stop') requested = what;
    if (requested === 'stop') stopping.abort(new FlowscopeError('interrupted', 'the run was stopped before it began'));
    wake?.();
  };
  return {
    stopped: stopping.signal,
    get requested() {
      return requested;
    },
    get abandoned() {
      return abandoned;
    },
    request,
    abandon() {
      abandoned = true;
      request('stop');
    },
    requestSave() {
      save = true;
    },
    takeSave() {
      const asked = save;
      save = false;
      return asked;
    },
    wait(milliseconds) {
      return new Promise((resolve) => {
        const timer = setTimeout(done, milliseconds);
        function done() {
          clearTimeout(timer);
          wake = null;
          resolve();
        }
        wake = done;
      });
    },
  };
}
